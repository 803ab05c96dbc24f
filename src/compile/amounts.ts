/** Large counts in few digits: `134.3 M`, `8.4 k`, `960`. */
export function compact(value: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1e12, " T"],
    [1e9, " G"],
    [1e6, " M"],
    [1e3, " k"],
  ];
  const unit = units.find(([size]) => Math.abs(value) >= size);
  if (!unit) return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
  return `${(value / unit[0]).toFixed(Math.abs(value) >= 100 * unit[0] ? 0 : 1)}${unit[1]}`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** `0 s` for what nobody notices, `3.2 s`, `45 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 50) return "0 s";
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

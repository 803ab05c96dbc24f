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

/** `0 s` for what nobody notices, `3.2 s`, `45 s`, `2 min 5 s`, `2 h 38 min`, `56 days`. */
export function durationText(ms: number): string {
  if (ms < 50) return "0 s";
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 1440)} days`;
}

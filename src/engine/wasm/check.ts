import type { Kernels } from "./kernels";

const TOLERANCE = 1e-4;

/**
 * A short look at whether this browser calculates right: a product and a convolution in Winograd's form against plain
 * arithmetic. Throws with one line when it does not.
 */
export function checkResults(kernels: Kernels): void {
  const side = 12;
  const channels = 8;
  const pixels = side * side * channels;
  kernels.withRoom(pixels + 9 * channels * channels, (x) => {
    const filter = x + pixels * 4;
    // Made without randomness: a browser fails or passes the same way every time.
    kernels.view(x, pixels).forEach((_, at, all) => {
      all[at] = Math.sin(at * 1.7);
    });
    kernels.view(filter, 9 * channels * channels).forEach((_, at, all) => {
      all[at] = Math.cos(at * 2.3);
    });
    checkProduct(kernels, x, filter, channels);
    checkWinograd(kernels, x, filter, side, channels);
  });
}

function checkProduct(kernels: Kernels, a: number, b: number, n: number): void {
  const m = 7;
  kernels.withRoom(m * n + n * n, (c) => {
    const packed = c + m * n * 4;
    kernels.run("pack", 1, 0, b, n, n, n, packed);
    kernels.run("multiply", 1, 4096, a, n, 0, packed, c, n, m, n, n, 0, 0, 128, 128);
    const [left, right, made] = [kernels.view(a, m * n), kernels.view(b, n * n), kernels.view(c, m * n)];
    for (let at = 0; at < m * n; at++) {
      let sum = 0;
      for (let d = 0; d < n; d++)
        sum += (left[Math.floor(at / n) * n + d] ?? 0) * (right[d * n + (at % n)] ?? 0);
      compare("a product of matrices", made[at] ?? Number.NaN, sum);
    }
  });
}

function checkWinograd(kernels: Kernels, x: number, filter: number, side: number, c: number): void {
  const tiles = (side / 4) ** 2;
  const scratch = 4 * 36 * (8 + tiles * c * 2 + 32);
  kernels.withRoom(36 * c * c + side * side * c, (u) => {
    const y = u + 36 * c * c * 4;
    kernels.run("winogradFilter", c, scratch, filter, c, c, 0, u);
    kernels.run("winograd", 1, scratch, x, 1, side, side, c, 1, 1, u, 0, 0, y, side, side, c, tiles, c);
    const [from, by, made] = [
      kernels.view(x, side * side * c),
      kernels.view(filter, 9 * c * c),
      kernels.view(y, side * side * c),
    ];
    for (let at = 0; at < side * side * c; at += 5) {
      const [row, column, o] = [Math.floor(at / c / side), Math.floor(at / c) % side, at % c];
      let sum = 0;
      for (let tap = 0; tap < 9; tap++) {
        const [yy, xx] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1];
        if (yy < 0 || xx < 0 || yy >= side || xx >= side) continue;
        for (let i = 0; i < c; i++)
          sum += (from[(yy * side + xx) * c + i] ?? 0) * (by[(tap * c + i) * c + o] ?? 0);
      }
      compare("a convolution", made[at] ?? Number.NaN, sum);
    }
  });
}

function compare(what: string, made: number, expected: number): void {
  if (!(Math.abs(made - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))))
    throw new Error(`This browser's WebAssembly got ${what} wrong (${made}, expected ${expected})`);
}

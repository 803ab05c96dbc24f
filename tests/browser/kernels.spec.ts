import { expect, type Page, test } from "@playwright/test";

interface Bench {
  open(own: boolean, threads: number): Promise<string>;
  begin(name: string): void;
  run(): Promise<{ value: number }>;
}

const bench = (page: Page) => ({
  open: (own: boolean, threads: number) =>
    page.evaluate(
      ([first, second]) => (globalThis as unknown as { kernelBench: Bench }).kernelBench.open(first, second),
      [own, threads] as const,
    ),
  values: async (name: string, steps: number) => {
    await page.evaluate(
      (given) => (globalThis as unknown as { kernelBench: Bench }).kernelBench.begin(given),
      name,
    );
    const values: number[] = [];
    for (let step = 0; step < steps; step++) {
      const { value } = await page.evaluate(() =>
        (globalThis as unknown as { kernelBench: Bench }).kernelBench.run(),
      );
      values.push(value);
    }
    return values;
  },
});

const open = async (page: Page, own: boolean, threads: number) => {
  await page.goto("/scripts/bench/kernels/page.html");
  await page.waitForFunction(() => "kernelBench" in globalThis);
  return bench(page).open(own, threads);
};

test("a U-Net trains to the same bits on one, two and three threads", async ({ page }) => {
  const found: number[][] = [];
  for (const threads of [1, 2, 3]) {
    const about = await open(page, true, threads);
    expect(about).toMatch(threads === 1 ? /^relaxed, 1 / : new RegExp(`^relaxed-shared, ${threads} `));
    found.push(await bench(page).values("unetSmall", 4));
  }
  expect(found[0]?.every(Number.isFinite)).toBe(true);
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

test("a U-Net trains as on tfjs's own kernels", async ({ page }) => {
  await open(page, true, 1);
  const ours = await bench(page).values("unetSmall", 3);
  await open(page, false, 1);
  const stock = await bench(page).values("unetSmall", 3);
  stock.forEach((value, at) => {
    expect(Math.abs((ours[at] ?? 0) - value)).toBeLessThan(1e-4);
  });
});

test("a vector times a large matrix on WebGL makes no texture of all products", async ({ page }) => {
  await page.goto("/tests/browser/vector-product.html");
  await page.waitForFunction(() => "products" in globalThis);
  const found = await page.evaluate(() =>
    (
      globalThis as unknown as {
        products(): Promise<readonly { apart: number; shape: number[]; matrices: number }[]>;
      }
    ).products(),
  );
  expect(found).toHaveLength(8);
  for (const { apart, shape, matrices } of found) {
    expect(apart).toBeLessThan(1e-3);
    expect(shape.toSorted()).toEqual([1, 7]);
    // Stock would multiply each by each and sum.
    expect(matrices).toBe(1);
  }
});

import { NodeError } from "../graph/problem";

/** How much of its two running means an optimizer keeps at each step. Throws NodeError, in `title`'s name. */
export function betaPair(betas: readonly number[], title: string): readonly [number, number] {
  const [beta1, beta2] = betas;
  const memory = (beta: number | undefined): beta is number => beta !== undefined && beta >= 0 && beta < 1;
  if (betas.length === 2 && memory(beta1) && memory(beta2)) return [beta1, beta2];
  const got = betas.join(", ") || "none";
  throw new NodeError(
    `${title}'s betas are two numbers from 0 to below 1, but they are ${got}. Usual are 0.9 and 0.999.`,
    { setting: "betas", expected: "two numbers from 0 to below 1", got },
    (node) => ({
      title: "Set betas to 0.9 and 0.999",
      edit: { kind: "set", node, setting: "betas", value: [0.9, 0.999] },
    }),
  );
}

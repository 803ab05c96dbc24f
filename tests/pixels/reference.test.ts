import { describe, expect, it } from "vitest";
import { solve as boundaries } from "../reference/boundaries";
import {
  type Case,
  disagreement,
  isSkipped,
  loadReference,
  referenceFolder,
  type Solve,
} from "../reference/load";
import { solve as metrics } from "../reference/metrics";
import { solve as transforms } from "../reference/transforms";

const reference = loadReference();
const solvers: Record<string, Solve> = { transforms, metrics, boundaries };

describe.skipIf(!reference)(`the numbers of torch in ${referenceFolder} (skipped where it is absent)`, () => {
  const cases = (reference?.cases ?? []).filter((c) => c.group in solvers);

  it("are there to test against", () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases.map((c): [string, Case] => [c.id, c]))("agree in %s", (_, c) => {
    if (!reference) return;
    const inputs = Object.fromEntries(
      Object.entries(c.inputs).map(([name, input]) => [name, reference.tensor(input)]),
    );
    const answers = solvers[c.group]?.(c, inputs) ?? { skip: "no solver" };
    if (isSkipped(answers)) {
      expect(["core", "edge"], `${c.id} is skipped: ${answers.skip}`).not.toContain(c.level);
      return;
    }
    for (const [name, output] of Object.entries(c.outputs))
      expect(
        disagreement(answers[name], reference.tensor(output), output.tol),
        `${name} of ${c.id}`,
      ).toBeUndefined();
  });
});

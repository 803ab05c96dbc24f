import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import type { PictureDetail as Told } from "@/engine/protocol";
import { isWrong, type Judged } from "@/figures/judged";
import { percent } from "./words";

/** What it is, what the model says, and how sure it is. */
export function Verdict({
  classes,
  picture,
}: {
  readonly classes: readonly string[];
  readonly picture: Judged;
}) {
  const { label, predicted, confidence } = picture;
  const right = !isWrong(picture);
  return (
    <dl className="grid grid-cols-3 gap-2">
      <Fact name="It is">{classes[label]}</Fact>
      <Fact name="The model says">
        {classes[predicted]}
        <span
          className={`ml-1.5 inline-flex items-center gap-0.5 text-[12px] ${right ? "text-ok" : "text-bad"}`}
        >
          {right ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />}
          {right ? "right" : "wrong"}
        </span>
      </Fact>
      <Fact name="Confidence">{percent(confidence)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line px-3 py-2">
      <dt className="text-[11.5px] text-soft">{name}</dt>
      <dd className="truncate text-[16px] font-semibold">{children}</dd>
    </div>
  );
}

export function Probabilities({ detail }: { readonly detail: Told }) {
  const { classes, probabilities, label, predicted } = detail;
  return (
    <table className="mt-3 w-full text-[12px]" aria-label="Probability of each class">
      <tbody>
        {classes.map((name, at) => {
          const share = probabilities[at] ?? 0;
          const colour = at === label ? "var(--ok)" : at === predicted ? "var(--bad)" : "var(--faint)";
          return (
            <tr key={name}>
              <th
                scope="row"
                className="max-w-[140px] truncate py-[3px] pr-3 text-left font-medium"
                title={name}
              >
                {name}
                {at === label && <span className="font-normal text-soft"> (true)</span>}
              </th>
              <td className="w-full">
                <i className="block h-2.5 rounded-sm bg-raised">
                  <i
                    className="block h-full min-w-px rounded-sm"
                    style={{ width: `${100 * share}%`, background: colour }}
                  />
                </i>
              </td>
              <td className="pl-2 text-right whitespace-nowrap">{percent(share)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

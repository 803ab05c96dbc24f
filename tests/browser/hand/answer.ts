import type { Locator, Page } from "@playwright/test";
import { rightAnswer } from "@/walkthrough/answers";
import { panel } from "../walkthrough-page";
import { leaveField } from "./canvas";
import type { DeedOf } from "./deeds";
import { type Hand, nothing } from "./hand";

type Answer = DeedOf<"answer">;

/** Questions are answered in the panel. The answer that was given last counts, so that a wrong one needs no putting back. */
export const answer: Hand<Answer> = {
  async wrong(page, deed) {
    const { question } = deed;
    switch (question.kind) {
      case "choice":
        await tick(page, deed, [question.options.findIndex(({ correct }) => correct !== true)]);
        break;
      case "number":
        await typeNumber(page, deed, question.answer + 2 * question.tolerance + 1);
        break;
      case "text":
        // Any words count: blanks are none.
        await typeWords(page, deed, "   ");
        break;
    }
    return nothing;
  },
  async right(page, deed) {
    const { question } = deed;
    const given = rightAnswer(question);
    if (question.kind === "choice") await tick(page, deed, given as readonly number[]);
    else if (question.kind === "number") await typeNumber(page, deed, question.answer);
    else await typeWords(page, deed, "Because the one follows from the other.");
  },
};

function fieldset(page: Page, { place }: Answer): Locator {
  return panel(page).locator("fieldset.question").nth(place);
}

async function tick(page: Page, deed: Answer, wanted: readonly number[]): Promise<void> {
  const question = fieldset(page, deed);
  const several = deed.question.kind === "choice" && deed.question.several === true;
  const options = question.getByRole(several ? "checkbox" : "radio");
  for (const [index, option] of (await options.all()).entries())
    if (wanted.includes(index)) await option.check();
    else if (several) await option.uncheck();
  if (several) await question.getByRole("button", { name: "Answer" }).click();
}

async function typeNumber(page: Page, deed: Answer, number: number): Promise<void> {
  await typeInto(fieldset(page, deed).getByRole("textbox"), String(number));
  await page.keyboard.press("Enter");
}

async function typeWords(page: Page, deed: Answer, words: string): Promise<void> {
  await typeInto(fieldset(page, deed).getByRole("textbox"), words);
  // Words are kept as soon as one goes on from them.
  await leaveField(page);
}

async function typeInto(field: Locator, text: string): Promise<void> {
  await field.click();
  await field.press("ControlOrMeta+a");
  await field.pressSequentially(text);
}

import type { Walkthrough } from "@/walkthrough/document";

/** A walkthrough of three steps that has one of each: a goal on the graph, a run, questions. */
export function small(changes: Partial<Walkthrough> = {}): Walkthrough {
  return {
    format: "tensorloom-walkthrough",
    formatVersion: 1,
    id: "small",
    title: "Small",
    summary: "Three steps.",
    start: {},
    steps: [
      {
        id: "wire",
        title: "Wire it",
        text: "Drawn pictures, shown.",
        goal: { kind: "wired", from: { type: "sample-steel" }, to: { type: "image-grid", port: "dataset" } },
        showMe: [
          { kind: "add", id: "images", type: "sample-steel", settings: { count: 2 } },
          { kind: "add", id: "grid", type: "image-grid" },
          { kind: "connect", from: "images.dataset", to: "grid.dataset" },
        ],
      },
      {
        id: "run",
        title: "Run it",
        text: "Press Run.",
        goal: {
          kind: "all",
          goals: [
            { kind: "ran", of: { node: "grid" } },
            { kind: "data", of: { node: "images" }, classes: { min: 6 } },
            { kind: "opened", what: "picture" },
          ],
        },
        showMe: [{ kind: "run" }, { kind: "open", what: "picture", node: "grid" }],
      },
      {
        id: "ask",
        title: "Say it",
        text: "What did you see?",
        questions: [
          {
            kind: "number",
            id: "classes",
            text: "How many classes?",
            answer: 6,
            tolerance: 0,
            explanation: "Six.",
          },
          {
            kind: "choice",
            id: "colour",
            text: "Are they grey?",
            options: [
              { text: "Yes", correct: true, explanation: "One channel." },
              { text: "No", explanation: "Look again." },
            ],
          },
          { kind: "text", id: "words", text: "Describe one.", model: "A scratch." },
        ],
        showMe: ["classes", "colour", "words"].map((question) => ({ kind: "answer" as const, question })),
      },
    ],
    ...changes,
  };
}

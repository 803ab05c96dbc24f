import {
  Box,
  ChartSpline,
  CircleGauge,
  Database,
  Dumbbell,
  FileOutput,
  Layers,
  Lightbulb,
  type LucideIcon,
  Scale,
  SlidersHorizontal,
  TrendingDown,
} from "lucide-react";
import type { Category } from "@/graph/node";
import type { ValueKind } from "@/graph/types";

/** How a category of nodes looks and where it stands in the library. */
export interface CategoryLook {
  readonly category: Category;
  readonly label: string;
  readonly colour: string;
  readonly icon: LucideIcon;
}

export const CATEGORIES: readonly CategoryLook[] = [
  { category: "data", label: "Data", colour: "var(--data)", icon: Database },
  { category: "transform", label: "Transform", colour: "var(--transform)", icon: SlidersHorizontal },
  { category: "model", label: "Model", colour: "var(--model)", icon: Box },
  { category: "layer", label: "Layer", colour: "var(--model)", icon: Layers },
  { category: "loss", label: "Loss", colour: "var(--loss)", icon: Scale },
  { category: "optimizer", label: "Optimizer", colour: "var(--loss)", icon: TrendingDown },
  { category: "train", label: "Train", colour: "var(--train)", icon: Dumbbell },
  { category: "evaluate", label: "Evaluate", colour: "var(--evaluate)", icon: CircleGauge },
  { category: "explain", label: "Explain", colour: "var(--explain)", icon: Lightbulb },
  { category: "export", label: "Export", colour: "var(--export)", icon: FileOutput },
];

const UNKNOWN: CategoryLook = {
  category: "export",
  label: "Unknown",
  colour: "var(--export)",
  icon: ChartSpline,
};

export function categoryLook(category: Category | undefined): CategoryLook {
  return CATEGORIES.find((look) => look.category === category) ?? UNKNOWN;
}

/** A port's colour and its shape: a path in a box of 12 × 12. Never colour alone. */
export interface PortLook {
  readonly colour: string;
  readonly path: string;
  /** The type in words, for the hover. */
  readonly words: string;
}

export const PORTS: Readonly<Record<ValueKind, PortLook>> = {
  Dataset: { colour: "var(--data)", path: "M2 2h8v8H2z", words: "Dataset: pictures with their classes" },
  Module: {
    colour: "var(--model)",
    path: "M6 1.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 1 1 0-9.6z",
    words: "Module: a network, as a list of layers",
  },
  Loss: { colour: "var(--loss)", path: "M6 .6 11.4 6 6 11.4.6 6z", words: "Loss: what training makes small" },
  Optimizer: {
    colour: "var(--loss)",
    path: "M6 1.2 11.4 10.6H.6z",
    words: "Optimizer: how the parameters are changed",
  },
  TrainedModel: {
    colour: "var(--train)",
    path: "M3.3 1.3h5.4L11.4 6 8.7 10.7H3.3L.6 6z",
    words: "Trained model: a network with its weights",
  },
  History: {
    colour: "var(--train)",
    path: "M1 2h5l5 4-5 4H1z",
    words: "History: loss and accuracy by epoch",
  },
  Predictions: {
    colour: "var(--evaluate)",
    path: "M6 .8 11.3 4.7 9.3 10.9H2.7L.7 4.7z",
    words: "Predictions: a class for every picture",
  },
  Metrics: {
    colour: "var(--evaluate)",
    path: "M4 1h4v3h3v4H8v3H4V8H1V4h3z",
    words: "Metrics: numbers that say how good it is",
  },
  Figure: { colour: "var(--explain)", path: "M1 2.5h10v7H1z", words: "Figure: something to look at" },
};

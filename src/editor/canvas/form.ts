import { useStore } from "@xyflow/react";
import { createContext, createElement, type ReactNode, useContext } from "react";

/** The smaller a card is on the screen, the less it says: all of it, a poster with its title and preview, a block. */
export type Form = "card" | "poster" | "block";

export function formAt(zoom: number): Form {
  return zoom >= 0.58 ? "card" : zoom >= 0.3 ? "poster" : "block";
}

const FormContext = createContext<Form>("card");

/** Asks how far the canvas is away once for all that is on it: a thousand cards would each ask again at every move. */
export function FormOfCanvas({ children }: { readonly children: ReactNode }) {
  const form = useStore((state) => formAt(state.transform[2]));
  return createElement(FormContext, { value: form }, children);
}

export function useForm(): Form {
  return useContext(FormContext);
}

import type { StateArray } from "../module/state";

/** Values that layers start from, by how they are made: a network that grows node by node draws or reads each once. */
export interface FirstValues {
  get(recipe: string): StateArray | undefined;
  set(recipe: string, array: StateArray): unknown;
}

/**
 * First values that outlive a run as long as somebody holds them: a trained model has the frozen ones of its network, so
 * the next training reads none of a large file's.
 */
export class LivingValues implements FirstValues {
  readonly #arrays = new Map<string, WeakRef<StateArray>>();
  readonly #gone = new FinalizationRegistry<string>((recipe) => {
    if (this.#arrays.get(recipe)?.deref() === undefined) this.#arrays.delete(recipe);
  });

  get(recipe: string): StateArray | undefined {
    return this.#arrays.get(recipe)?.deref();
  }

  set(recipe: string, array: StateArray): void {
    if (this.get(recipe) === array) return;
    this.#arrays.set(recipe, new WeakRef(array));
    this.#gone.register(array, recipe);
  }
}

export function writeVgg16Weights(path: string, seed: number, share?: number): Promise<void>;
export function vgg16Arrays(
  share?: number,
): readonly { readonly name: string; readonly shape: readonly number[]; readonly deviation: number }[];

export interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version: string; readonly license?: string; readonly dev?: boolean }>
  >;
}
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly isTool: boolean;
}
export function packages(lock: Lock): readonly Package[];
export function permission(each: Pick<Package, "name" | "licence">): string | undefined;
export function licencesText(lock: Lock): string;

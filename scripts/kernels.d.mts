export const COMPILER: string;
export interface Compiler {
  readonly version: string;
  readonly asc: unknown;
}
export function findCompiler(): Promise<Compiler | undefined>;
export function buildKernels(compiler: Compiler): Promise<Record<string, Buffer>>;
export function buildPictures(compiler: Compiler): Promise<Buffer>;
export function keptKernels(): Record<string, Buffer>;
export function keptPictures(): Buffer;

import type { TriedMutant } from "./unnoticed.ts";

/** What Stryker keeps of one run for the next, as far as it is read here. */
interface FoundReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Omit<TriedMutant, "fileName">[] }>>;
}

/** The mutants of `wanted` that were tried so far, of the report in `text`. A file without code has none. */
export function knownMutants(text: string, wanted: readonly string[]): readonly TriedMutant[] {
  const { files } = JSON.parse(text) as FoundReport;
  return wanted.flatMap((fileName) => (files[fileName]?.mutants ?? []).map((mutant) => ({ ...mutant, fileName })));
}

import type { Bench, Cell } from "./bench.ts";

/** A bench with those of its cases alone whose names have a text in them, and the ratios between these; all without a text. Throws a `RangeError` when none has. */
export function chooseCases(bench: Bench, text = ""): Bench {
  const cases = bench.cases.filter((name) => name.includes(text));
  if (cases.length === 0) throw new RangeError(`--case is "${text}": the cases of bench ${bench.name} are ${bench.cases.join(", ")}`);
  const isChosen = (cell: Cell | undefined): boolean => cell === undefined || cases.includes(cell.case);
  return { ...bench, cases, ratios: bench.ratios.filter(({ of, to }) => isChosen(of) && isChosen(to)) };
}

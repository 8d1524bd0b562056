import type { MutationArea } from "./areas.ts";
import { type MutationCounts, mutationScore } from "./scores.ts";

/** An area and what became of its mutants, by file. */
export interface MutationSection {
  readonly area: MutationArea;
  readonly files: ReadonlyMap<string, MutationCounts>;
}

/** The page that is committed; `sample`: the mutants of one block of lines in so many were tried. */
export function mutationPage(sections: readonly MutationSection[], sample: number): string {
  const tried =
    sample > 1 ? `These are the mutants of every ${ordinal(sample)} block of lines (\`--sample ${sample}\`).` : "These are all mutants; none is left out.";
  return `# Mutation scores

Made by \`npm run mutation\`: the code is changed in small ways – a condition turned, a call left out, a bound moved by one – and the tests have to notice. Noticed is what
a test fails on, or what never ends. Not all that is left can be noticed: some changes mean the same, such as a shortcut that is not taken.
${tried} Properties are tried with the same random orders for each. The whole is made in pieces: a mutant is tried again when its
line has changed, or the test that noticed it, or when there are new tests that run it; \`--anew\` tries each.

${sections.map(sectionOf).join("\n")}`;
}

function sectionOf({ area, files }: MutationSection): string {
  const total = [...files.values()].reduce(sum, { killed: 0, timedOut: 0, survived: 0, uncovered: 0 });
  const rows = [...files].map(([file, counts]) => rowOf(`\`${file.slice(file.lastIndexOf("/") + 1)}\``, counts));
  return `## ${area.name}

${area.what[0]?.toUpperCase()}${area.what.slice(1)}; ${area.atLeast} % or more are wanted.

| file | noticed | of these never ended | not noticed | run by no test | score |
| --- | --- | --- | --- | --- | --- |
${[...rows, rowOf("**all**", total)].join("\n")}
`;
}

function rowOf(name: string, counts: MutationCounts): string {
  const { killed, timedOut, survived, uncovered } = counts;
  return `| ${name} | ${killed + timedOut} | ${timedOut} | ${survived} | ${uncovered} | ${mutationScore(counts).toFixed(1)} % |`;
}

function sum(a: MutationCounts, b: MutationCounts): MutationCounts {
  return {
    killed: a.killed + b.killed,
    timedOut: a.timedOut + b.timedOut,
    survived: a.survived + b.survived,
    uncovered: a.uncovered + b.uncovered,
  };
}

function ordinal(n: number): string {
  return n === 2 ? "second" : n === 3 ? "third" : `${n}th`;
}

import { findingCodes } from "../../src/graph/node/finding-codes.ts";
import { problemCodes } from "../../src/model/problem-codes.ts";

/** The codes of violations and findings, as Markdown. */
export function problemReference(): string {
  return [
    "# Problems",
    "",
    "Made by `npm run reference`. A refused object comes back with all of its violations. Each has a code, which no version gives another meaning, the JSON Pointer of the",
    "place, a sentence about the value, and often a hint. Warnings do not refuse.",
    "",
    "## Of one object",
    "",
    ...table(problemCodes),
    "",
    "## Of objects together",
    "",
    "What is found when all objects are looked at together. Where it arises later, without a write of the object itself, it is the reason of a condition:",
    "`UNKNOWN_REFERENCE` is `UnknownReference` there.",
    "",
    ...table(findingCodes),
  ].join("\n");
}

function table(codes: Readonly<Record<string, string>>): readonly string[] {
  const sorted = Object.entries(codes).sort(([left], [right]) => (left < right ? -1 : 1));
  return ["| code | meaning |", "| --- | --- |", ...sorted.map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)];
}

/** One question that `npm run check` asks of the tree. */
export interface Gate {
  /** Its name on the command line and in the output. */
  readonly name: string;
  /** What is proved when it is green, as the end of the sentence "Proves that …". */
  readonly proves: string;
  /** Program of `node_modules/.bin` (or a file for `node`) and its arguments; run in the root of the tree. */
  readonly command: readonly [program: string, ...args: string[]];
  /** What the output must have besides exit code 0, where a tool is known to answer 0 after it has read nothing. */
  readonly mustSay?: RegExp;
}

/** All gates, in the order in which they start: fast ones first, so that the common mistake is told soon. */
export const gates: readonly Gate[] = [
  {
    name: "lint",
    proves: "files are formatted and keep to the rules of biome.json and tools/lint",
    command: ["biome", "ci", "--error-on-warnings", "--colors=off", "--max-diagnostics=200", "--diagnostic-level=warn", "."],
    mustSay: /Checked [1-9]/,
  },
  {
    name: "docs",
    proves: "every export says what it is for, links between documents lead somewhere, changes are named by kind, and decisions have numbers of their own",
    command: ["node", "tools/check-docs.ts"],
    mustSay: /[1-9]\d* exports/,
  },
  { name: "types", proves: "types fit", command: ["tsc", "--noEmit", "--pretty", "false", "--project", "tsconfig.json"] },
  {
    name: "promises",
    proves: "no promise is forgotten, no case of a union is left out, nothing is any",
    command: ["oxlint", "--format=default"],
    mustSay: /on [1-9]\d* files/,
  },
  {
    name: "layers",
    proves: "imports keep to the import law and the pure layers are pure",
    command: ["depcruise", "--config", ".dependency-cruiser.cjs", "src", "tools", "test"],
    mustSay: /\b[1-9]\d* modules/,
  },
  { name: "dead-code", proves: "nothing is exported, kept or installed for nobody", command: ["knip", "--no-progress"] },
  { name: "markdown", proves: "documents are well-formed Markdown", command: ["markdownlint-cli2"], mustSay: /Linting: [1-9]/ },
  { name: "generated", proves: "src/gen is what proto/ makes", command: ["node", "tools/gen/main.ts", "--check"] },
  {
    name: "reference",
    proves: "docs/reference is what the schemas make",
    command: ["node", "tools/reference/main.ts", "--check"],
    mustSay: /[1-9]\d* pages/,
  },
  {
    name: "words",
    proves: "words are spelled as in the dictionary or tools/words.txt",
    command: ["cspell", "--no-progress", "--no-color", "--show-context", "--cache", "--cache-location", ".cache/cspell"],
    mustSay: /Files checked: [1-9]/,
  },
];

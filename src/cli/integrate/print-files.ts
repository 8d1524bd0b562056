import { stringify } from "yaml";
import type { OutputFile } from "../../integrate/target.ts";

/** A file's text: its comment and documents. */
export function fileText(file: OutputFile): string {
  const documents = file.documents.map((document) =>
    file.path.endsWith(".json") ? `${JSON.stringify(document, undefined, 2)}\n` : stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }),
  );
  const text = documents.join("---\n");
  return file.path.endsWith(".json") ? text : `# ${file.about}\n${text}`;
}

/** All files as one text, each with its path above it, and what to do as comments at the end: YAML all of it. */
export function filesText(files: readonly OutputFile[], steps: readonly string[]): string {
  const parts = files.map((file) => `# ${file.path}${file.path.endsWith(".json") ? `: ${file.about}` : ""}\n${fileText(file)}`);
  return [...parts, ...(steps.length === 0 ? [] : [stepsText(steps)])].join("---\n");
}

function stepsText(steps: readonly string[]): string {
  return steps.map((step) => `# ${step}\n`).join("");
}

/** What to do, as a page beside the files. */
export function stepsPage(title: string, steps: readonly string[]): string {
  const lines = steps.map((step) => (step.startsWith("$ ") ? `    ${step.slice(2)}` : step));
  return `# ${title}\n\n${lines.join("\n\n")}\n`;
}

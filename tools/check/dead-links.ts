import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Links of a Markdown document to files that are not there, as `path:line …`. Addresses and links within the document are left alone. */
export function deadLinks(path: string, text: string): string[] {
  const findings: string[] = [];
  let isCode = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    if (isCode) continue;
    for (const [, target = ""] of line.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)[^)]*\)/g)) {
      if (!leadsSomewhere(path, target)) findings.push(`${path}:${index + 1} The link to ${target} leads nowhere`);
    }
  }
  return findings;
}

function leadsSomewhere(path: string, target: string): boolean {
  if (/^(?:[a-z]+:|#)/.test(target)) return true;
  const file = decodeURIComponent(target.split("#", 1)[0] ?? "");
  return existsSync(join(file.startsWith("/") ? "." : dirname(path), file));
}

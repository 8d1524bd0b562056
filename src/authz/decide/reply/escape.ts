const markup = /[&<>"'`=\\\p{Cc}]/gu;
const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text as HTML and XML have it: it ends no element, no attribute with or without quotes, and no quotes of a script. */
export function escapeHtml(text: string): string {
  return text.replaceAll(markup, (character) => named[character] ?? `&#${character.codePointAt(0) ?? 0};`);
}

/** A text as it stands between the quotes of JSON; also where a page holds the JSON. */
export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll("<", "\\u003c");
}

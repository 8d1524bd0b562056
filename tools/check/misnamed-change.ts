const kinds = ["feature", "fix", "breaking", "deprecation", "security", "performance"];

/** Files of `changes/` that are not named `KIND-SLUG.md` or have no title, as `path …`; see changes/README.md. */
export function misnamedChange(path: string, text: string): string[] {
  if (path === "changes/README.md") return [];
  const isNamed = new RegExp(`^changes/(${kinds.join("|")})-[a-z0-9]+(-[a-z0-9]+)*\\.md$`).test(path);
  const findings = isNamed ? [] : [`${path} is not named KIND-SLUG.md, with KIND one of ${kinds.join(", ")}`];
  return text.startsWith("# ") ? findings : [...findings, `${path} does not start with "# Title"`];
}

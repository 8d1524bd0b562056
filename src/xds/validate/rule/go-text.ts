const named: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ['"', '\\"'],
  ["\\", "\\\\"],
]);

/** Text in quotes as Go writes it (`%q`); Envoy's reasons were made by a Go program. */
export function goQuote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are written as escapes
  const escaped = text.replaceAll(/[\u0000-\u001f\u007f"\\]/gu, (character) => named.get(character) ?? hex(character));
  return `"${escaped}"`;
}

/** A duration as Go writes it: `1193046h28m16s`, `5m0s`, `1.5s`, `20ms`, `0s`. */
export function goDuration(seconds: number, nanos: number): string {
  if (seconds === 0) return nanos === 0 ? "0s" : goBelowSecond(nanos);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${String(seconds % 60)}${decimals(nanos, 9)}s`;
  if (hours > 0) return `${String(hours)}h${String(minutes)}m${rest}`;
  return minutes > 0 ? `${String(minutes)}m${rest}` : rest;
}

function goBelowSecond(nanos: number): string {
  const [unit, size, digits] = nanos >= 1_000_000 ? (["ms", 1_000_000, 6] as const) : nanos >= 1000 ? (["µs", 1000, 3] as const) : (["ns", 1, 0] as const);
  return `${String(Math.floor(nanos / size))}${decimals(nanos % size, digits)}${unit}`;
}

function decimals(part: number, digits: number): string {
  return part === 0 ? "" : `.${String(part).padStart(digits, "0").replace(/0+$/u, "")}`;
}

function hex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

const steps = [
  { unit: "d", ms: 86_400_000, from: 2 * 86_400_000 },
  { unit: "h", ms: 3_600_000, from: 2 * 3_600_000 },
  { unit: "m", ms: 60_000, from: 2 * 60_000 },
] as const;

/** How long ago a moment was, in one unit: `45s`, `90m`, `47h`, `12d`; a dash when it is not a moment. */
export function formatAge(iso: string, nowMs: number): string {
  const ms = Math.max(0, nowMs - Date.parse(iso));
  if (Number.isNaN(ms)) return "-";
  const step = steps.find(({ from }) => ms >= from);
  return step === undefined ? `${Math.floor(ms / 1000)}s` : `${Math.floor(ms / step.ms)}${step.unit}`;
}

/** How often a property is tried: `count` times, or the share of that which `SLUICE_PROPERTY_SHARE` says, where tests are run for thousands of mutants. */
export function propertyRuns(count: number): number {
  return Math.ceil(count * Number(process.env["SLUICE_PROPERTY_SHARE"] ?? 1));
}

/** State of the world, or delta. */
export type Protocol = "sotw" | "delta";

/** `ads`: all types on one stream. `types`: one stream a type, each of its own service. */
export type Transport = "ads" | "types";

/** One of the four variants of the xDS transport protocol (xDS, "Variants of the xDS Transport Protocol"). */
export type Variant = `${Protocol}-${Transport}`;

/** All four, in the order of the table. */
export const variants: readonly Variant[] = ["sotw-ads", "sotw-types", "delta-ads", "delta-types"];

/** The two halves of a variant. */
export function partsOf(variant: Variant): { readonly protocol: Protocol; readonly transport: Transport } {
  const [protocol, transport] = variant.split("-") as [Protocol, Transport];
  return { protocol, transport };
}

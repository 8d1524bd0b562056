import { parseAddress } from "../../../model/auth/address-range.ts";

/**
 * The caller's address in X-Forwarded-For, behind which `hops` others stand, as Envoy reads it (`xff_num_trusted_hops`). Undefined when the header is too short or has something
 * else there, and when `hops` is no number: the caller is whoever opened the connection then.
 */
export function forwardedAddress(header: string | undefined, hops: string): string | undefined {
  if (header === undefined || !/^\d{1,3}$/u.test(hops)) return undefined;
  const address = header
    .split(",")
    .at(-1 - Number(hops))
    ?.trim();
  return address === undefined || parseAddress(address) === undefined ? undefined : address;
}

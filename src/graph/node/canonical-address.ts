/** One spelling for an IP address: what IPv6 lets people write in several ways (`0:0::1`, `::1`) is one address. IPv4 has one spelling already. */
export function canonicalAddress(address: string): string {
  return address.includes(":") ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

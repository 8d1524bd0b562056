import type { TestAuthority, TestCertificate } from "./certificates.ts";

/** A Certificate object. */
export function certificateObject(name: string, { chain, privateKey }: TestCertificate): object {
  return { kind: "Certificate", name, spec: { chain, privateKey } };
}

/** A TrustBundle object of one authority. */
export function trustObject(name: string, authority: TestAuthority): object {
  return { kind: "TrustBundle", name, spec: { certificates: authority.chain } };
}

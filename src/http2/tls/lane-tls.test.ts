import { describe, expect, it } from "vitest";
import { selfSigned, testAuthority } from "../../../test/kit/tls/certificates.ts";
import { fitsSanRules, type LaneTls, LaneTlsError, type SanRule, tlsServerOptions } from "./lane-tls.ts";
import { splitSubjectAltNames } from "./socket-peer.ts";

describe("TLS of a lane", () => {
  it("takes texts that fit, and refuses others in words that hold no key", async () => {
    const authority = await testAuthority();
    const [one, other] = await Promise.all([authority.issue({ hostnames: ["a.example"] }), selfSigned({ hostnames: ["b.example"] })]);
    const good: LaneTls = { certificate: one.chain, privateKey: one.privateKey };
    expect(tlsServerOptions(good)).toMatchObject({ minVersion: "TLSv1.2" });
    const withClients = { ...good, clientCa: authority.chain };
    expect(tlsServerOptions(withClients)).toMatchObject({ requestCert: true, rejectUnauthorized: true });
    const refused: [LaneTls, string][] = [
      [{ ...good, certificate: "nothing" }, "Certificate cannot be used: Text has no PEM block"],
      [{ ...good, privateKey: one.chain }, "Private key cannot be used: PEM text has a block of type CERTIFICATE"],
      [{ ...good, privateKey: other.privateKey }, "Private key does not belong to the certificate of CN=a.example"],
      [{ ...good, certificate: one.chain + other.chain }, "Certificate 1 of the chain was not issued by the one after it"],
      [{ ...good, clientCa: "" }, "Client authorities cannot be used"],
      [{ ...good, clientNames: [{ sanType: "DNS", exact: "a" }] }, "Names of clients are given and no client authorities"],
      [{ ...withClients, clientNames: [] }, "Names of clients are an empty list"],
    ];
    for (const [tls, words] of refused) {
      expect(() => tlsServerOptions(tls)).toThrow(LaneTlsError);
      expect(() => tlsServerOptions(tls)).toThrow(words);
    }
  });

  it.each<[string, readonly SanRule[], boolean]>([
    ["DNS:edge.example", [{ sanType: "DNS", exact: "EDGE.example" }], true],
    ["DNS:edge.example", [{ sanType: "DNS", exact: "example" }], false],
    ["DNS:edge.example", [{ sanType: "DNS", suffix: ".example" }], true],
    ["URI:spiffe://fleet/edge/1", [{ sanType: "URI", prefix: "spiffe://fleet/edge/" }], true],
    ["URI:spiffe://Fleet/edge/1", [{ sanType: "URI", prefix: "spiffe://fleet/edge/" }], false],
    ["URI:spiffe://fleet/edge/1", [{ sanType: "DNS", prefix: "spiffe://fleet/edge/" }], false],
    ["IP Address:10.0.0.1", [{ sanType: "IP_ADDRESS", exact: "10.0.0.1" }], true],
    [
      "email:a@example",
      [
        { sanType: "DNS", exact: "a" },
        { sanType: "EMAIL", exact: "a@example" },
      ],
      true,
    ],
  ])("the name %s and the rules %o: %s", (name, rules, fits) => {
    expect(fitsSanRules(["DNS:other.test", name], rules)).toBe(fits);
    expect(fitsSanRules([], rules)).toBe(false);
  });

  it("splits names, and none can pose as two", () => {
    expect(splitSubjectAltNames("DNS:a.example, URI:spiffe://x/y, IP Address:10.0.0.1")).toEqual(["DNS:a.example", "URI:spiffe://x/y", "IP Address:10.0.0.1"]);
    expect(splitSubjectAltNames('URI:"spiffe://x/a\\u002c DNS:evil.example", DNS:b')).toEqual(["URI:spiffe://x/a, DNS:evil.example", "DNS:b"]);
    expect(splitSubjectAltNames("")).toEqual([]);
  });
});

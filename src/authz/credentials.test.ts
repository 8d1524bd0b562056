import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import { type TestAuthority, testAuthority } from "../../test/kit/tls/certificates.ts";
import type { JsonObject } from "../kit/json.ts";

describe("user name and password", () => {
  const service = () =>
    new TestService([layer({ identify: [{ basic: { realm: 'The "shop"' } }] })]).consumer("acme", {
      groups: ["partners"],
      credentials: { login: { basic: { username: "acme", password: "pass:wörd-0123" } } },
    });
  const shown = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString("base64")}` } });

  it("let their consumer in, and do not go on", () => {
    expect(service().ask(shown("acme:pass:wörd-0123"))).toMatchObject({
      outcome: "allowed",
      removed: ["authorization"],
      metadata: { consumer: "acme", groups: ["partners"] },
    });
  });

  it("are asked for by the browser's own means", () => {
    expect(service().ask()).toMatchObject({ status: 401, headers: { "www-authenticate": 'Basic realm="The \\"shop\\"", charset="UTF-8"' } });
  });

  it.each(["acme:wrong", "other:pass:wörd-0123", "acme", ":", ""])("are refused as %j", (text) => {
    const reply = service().ask(shown(text));
    expect([reply.outcome, reply.status]).toEqual(["denied", 401]);
  });

  it.each(["Basic", "Basic !!!", `Basic ${"QUJD".repeat(1000)}`, "Bearer YTpi"])("are not read from %.20s", (authorization) => {
    expect(service().ask({ headers: { authorization } }).status).toBe(401);
  });

  it("of several consumers are told apart, and change at once", () => {
    const both = service().consumer("other", { credentials: { login: { basic: { username: "acme", password: "another-password" } } } });
    expect(both.ask(shown("acme:another-password")).metadata).toMatchObject({ consumer: "other" });
    expect(both.ask(shown("acme:new-password")).outcome).toBe("denied");
    both.consumer("acme", { credentials: { login: { basic: { username: "acme", password: "new-password" } } } });
    expect(both.ask(shown("acme:new-password")).metadata).toMatchObject({ consumer: "acme" });
    expect(both.ask(shown("acme:pass:wörd-0123")).outcome).toBe("denied");
  });
});

describe("a client certificate", () => {
  const spiffe = "spiffe://example.org/ns/shop/web";
  let authority: TestAuthority;
  let pem: string;

  beforeAll(async () => {
    authority = await testAuthority();
    const notAfter = Date.UTC(2026, 0, 1, 2);
    pem = (await authority.issue({ uris: [spiffe], hostnames: ["web.example.org"], commonName: "web", notBefore: Date.UTC(2025, 11, 31), notAfter })).chain;
  });

  const fingerprint = () => new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
  const byCertificate = (fields: JsonObject = {}, more: readonly JsonObject[] = []) =>
    new TestService([layer({ identify: [{ certificate: fields }, ...more] })]);
  const over = (certificate: string, principal = spiffe) => ({ principal, certificate: encodeURIComponent(certificate) });

  it("says who calls, also without a consumer", () => {
    expect(byCertificate().ask(over(pem))).toMatchObject({ outcome: "allowed", metadata: { consumer: `certificate#${spiffe}` } });
    expect(byCertificate().ask({ principal: spiffe }).metadata).toMatchObject({ consumer: `certificate#${spiffe}` });
  });

  it("is missed with 401", () => {
    expect(byCertificate().ask()).toMatchObject({ status: 401, metadata: { denied: "credential_missing" } });
  });

  it("has what it says in the claims", () => {
    const service = new TestService([
      layer({
        identify: [{ certificate: {} }],
        authorize: {
          rules: [
            {
              claims: [
                { claim: "/spiffe/trustDomain", equals: "example.org" },
                { claim: "dns", contains: "web.example.org" },
              ],
            },
          ],
        },
        shape: { claims: ["subject", "/spiffe/path"] },
      }),
    ]);
    expect(service.ask(over(pem))).toMatchObject({ outcome: "allowed", metadata: { claims: { subject: "CN=web", "/spiffe/path": "/ns/shop/web" } } });
  });

  it.each([
    ["its URI", () => ({ name: spiffe })],
    ["its DNS name", () => ({ name: "web.example.org" })],
    ["its subject", () => ({ name: "CN=web" })],
    ["its fingerprint", () => ({ sha256: fingerprint() })],
  ])("is known by %s", (_, certificate) => {
    const service = byCertificate({ consumer: "required" });
    expect(service.ask(over(pem)).outcome).toBe("denied");
    service.consumer("acme", { groups: ["partners"], credentials: { web: { certificate: certificate() } } });
    expect(service.ask(over(pem)).metadata).toMatchObject({ consumer: "acme", groups: ["partners"] });
    service.consumers.delete("default", "acme");
    expect(service.ask(over(pem)).outcome).toBe("denied");
  });

  it("of another consumer by a better name is that one's at once", () => {
    const service = byCertificate().consumer("acme", { credentials: { web: { certificate: { name: "CN=web" } } } });
    expect(service.ask(over(pem)).metadata).toMatchObject({ consumer: "acme" });
    service.consumer("web", { credentials: { web: { certificate: { name: spiffe } } } });
    expect(service.ask(over(pem)).metadata).toMatchObject({ consumer: "web" });
  });

  it("of another trust domain is none, and another way may follow", () => {
    const service = byCertificate({ trustDomains: ["example.com"] });
    expect(service.ask(over(pem)).body).toContain("trust domain");
    const other = byCertificate({ trustDomains: ["example.com"] }, [{ certificate: { trustDomains: ["example.org"] }, name: "second" }]);
    expect(other.ask(over(pem)).outcome).toBe("allowed");
  });

  it("is not good when it is revoked", () => {
    const service = byCertificate();
    expect(service.ask(over(pem)).outcome).toBe("allowed");
    service.revoke("web", { certificate: fingerprint() });
    expect(service.ask(over(pem)).metadata).toMatchObject({ denied: "credential_revoked" });
  });

  it("is good no longer than it says, also over a connection that is older", () => {
    const service = byCertificate({}, [{ anonymous: {} }]);
    service.clock.advance(7_199_999);
    expect(service.ask(over(pem)).outcome).toBe("allowed");
    service.clock.advance(1);
    const reply = service.ask(over(pem));
    expect([reply.status, reply.metadata]).toMatchObject([401, { denied: "credential_invalid" }]);
    expect(reply.body).toContain("The certificate is expired");
  });

  it("is not good before it says", async () => {
    const notBefore = Date.UTC(2026, 0, 1, 1);
    const { chain } = await authority.issue({ uris: [spiffe], notBefore, notAfter: notBefore + 3_600_000 });
    const service = byCertificate({}, [{ anonymous: {} }]);
    const early = service.ask(over(chain));
    expect([early.status, early.body]).toEqual([401, expect.stringContaining("The certificate is not valid yet")]);
    service.clock.advance(3_599_999);
    expect(service.ask(over(chain)).outcome).toBe("denied");
    service.clock.advance(1);
    expect(service.ask(over(chain)).outcome).toBe("allowed");
  });

  it("that cannot be read lets nobody in by the name that Envoy tells", () => {
    const broken = [
      "x",
      "%zz",
      encodeURIComponent(pem.replace(/M/u, "!")),
      encodeURIComponent("-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n"),
    ];
    for (const certificate of broken) {
      const reply = byCertificate({}, [{ anonymous: {} }]).ask({ principal: spiffe, certificate });
      expect([reply.status, reply.body]).toEqual([401, expect.stringContaining("The certificate cannot be read")]);
    }
  });

  it("with several SPIFFE ids, or one beside another URI, is nobody's", async () => {
    const several = [
      [spiffe, "spiffe://example.com/admin"],
      [spiffe, spiffe.replace("web", "api")],
      ["https://web.example.org", spiffe],
      [spiffe, "https://web.example.org"],
      ["SPIFFE://example.org/web", spiffe],
    ];
    for (const uris of several) {
      const { chain } = await authority.issue({ uris, notBefore: Date.UTC(2025, 11, 31), notAfter: Date.UTC(2027, 0, 1) });
      for (const trustDomains of [undefined, ["example.org"]]) {
        const service = byCertificate(trustDomains === undefined ? {} : { trustDomains }, [{ anonymous: {} }]);
        const reply = service.ask(over(chain, uris[0]));
        expect([reply.status, reply.body]).toEqual([401, expect.stringContaining("a URI beside its SPIFFE id")]);
      }
    }
    const { chain } = await authority.issue({
      uris: ["https://a.example", "https://b.example"],
      notBefore: Date.UTC(2025, 11, 31),
      notAfter: Date.UTC(2027, 0, 1),
    });
    expect(byCertificate().ask(over(chain, "https://a.example")).outcome).toBe("allowed");
  });

  it("has no SPIFFE id but a URI, and no name that is of another kind than it looks", async () => {
    const long = { notBefore: Date.UTC(2025, 11, 31), notAfter: Date.UTC(2027, 0, 1) };
    const { chain } = await authority.issue({ hostnames: [spiffe], commonName: "web", ...long });
    expect(byCertificate({ trustDomains: ["example.org"] }).ask(over(chain, spiffe)).body).toContain("trust domain");
    const service = byCertificate({ consumer: "required" }).consumer("acme", { credentials: { web: { certificate: { name: spiffe } } } });
    expect(service.ask(over(chain, spiffe)).body).toContain("belongs to no consumer");
    expect(service.ask(over(pem)).outcome).toBe("allowed");
  });
});

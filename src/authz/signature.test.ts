import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RequestText } from "../../test/kit/authz/check-message.ts";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import { contentDigest, type SigningOptions, signatureHeaders, usualComponents } from "../../test/kit/authz/sign-request.ts";
import { twinSignature } from "../kit/jose/twin.ts";
import type { JsonObject } from "../kit/json.ts";

const secret = "a shared secret of 32 characters";
/** The fake clock begins on 2026-01-01. */
const now = Date.UTC(2026, 0, 1) / 1000;

function signing(fields: JsonObject = {}, credential: JsonObject = { keyId: "k1", secret }, options: { readonly sinceMs?: number } = {}): TestService {
  return new TestService([layer({ identify: [{ signature: fields }] })], options).consumer("acme", {
    groups: ["partners"],
    credentials: { sign: { signature: credential } },
  });
}

interface Signed extends Partial<SigningOptions> {
  readonly request?: RequestText;
  readonly covered?: Readonly<Record<string, string>>;
}

let ids = 0;

/** A request with an id of its own, signed as the options say. */
function signed({ request = {}, covered = {}, ...options }: Signed = {}): RequestText {
  ids += 1;
  const components = { ...usualComponents(request), ...covered };
  const headers = { ...request.headers, ...signatureHeaders({ key: secret, components, created: now, ...options }) };
  return { id: `${ids}`, ...request, headers };
}

describe("a signature of a request", () => {
  it("lets its consumer in", () => {
    const reply = signing().ask(signed({ request: { path: "/orders?a=1" } }));
    expect(reply).toMatchObject({ outcome: "allowed", removed: [], metadata: { consumer: "acme", groups: ["partners"] } });
  });

  it.each([
    ["rsa", generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ["P-256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
    ["Ed25519", generateKeyPairSync("ed25519")],
  ] as const)("of a key %s lets in", (_, { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }) => {
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const service = signing({}, { keyId: "k1", publicKey: pem });
    expect(service.ask(signed({ key: privateKey })).outcome).toBe("allowed");
    expect(service.ask(signed({ key: pem })).body).toContain("signature is wrong");
  });

  it("is asked for", () => {
    expect(signing().ask()).toMatchObject({ status: 401, headers: { "www-authenticate": "Signature" }, metadata: { denied: "credential_missing" } });
  });

  it.each<[string, RequestText, string]>([
    ["of another key", signed({ key: "another secret of 32 characters!" }), "signature is wrong"],
    ["of a key that nobody has", signed({ keyId: "k2" }), "not known"],
    ["of another request", { ...signed(), path: "/other" }, "signature is wrong"],
    ["of another method", { ...signed(), method: "DELETE" }, "signature is wrong"],
    ["of another host", { ...signed(), host: "other.example.com" }, "signature is wrong"],
    ["that is too old", signed({ created: now - 330 }), "too old"],
    ["of the future", signed({ created: now + 31 }), "of the future"],
    ["that is expired", signed({ more: `;expires=${now - 31}` }), "expired"],
    ["of another algorithm", signed({ more: ';alg="ed25519"' }), "another algorithm"],
    ["with an algorithm that is no text", signed({ more: ";alg=hmac-sha256" }), "can be read"],
    ["with a time that is none", signed({ more: ";expires=1.5" }), "can be read"],
    ["whose header is absent", signed({ covered: { "x-absent": "" } }), "x-absent is not there"],
    ["of a thing that is not known", signed({ covered: { "@status": "200" } }), "@status is not known"],
    ["of a header in another form", signed({ covered: { '"x-a";sf': "1" }, request: { headers: { "x-a": "1" } } }), "not known here"],
    ["of the same thing twice", { ...signed({ covered: { "@method": "GET", '"@method"': "GET" } }) }, "stands there twice"],
    ["of a header with another value", { ...signed({ covered: { "x-a": "1" }, request: { headers: { "x-a": "2" } } }) }, "signature is wrong"],
    ["without a time", { headers: { "signature-input": 'sig=("@method");keyid="k1"', signature: "sig=:AAAA:" } }, "lacks the parameter created"],
    ["that covers too little", { headers: signatureHeaders({ key: secret, created: now, components: { "@method": "GET" } }) }, "@authority is not signed"],
    ["that is not described", { headers: { signature: "sig=:AAAA:" } }, "can be read"],
    ["that is no structured field", { headers: { "signature-input": "sig=(", signature: "sig=:AAAA:" } }, "can be read"],
    ["that is another one than described", { headers: { "signature-input": "sig=()", signature: "gis=:AAAA:" } }, "can be read"],
    ["that is very long", { headers: { "signature-input": "sig=()", signature: `sig=:${"A".repeat(9000)}:` } }, "can be read"],
  ])("%s keeps out", (_, request, detail) => {
    const reply = signing().ask(request);
    expect([reply.outcome, reply.status]).toEqual(["denied", 401]);
    expect(reply.body).toContain(detail);
  });

  it("may stand beside those of others", () => {
    const own = signed({ more: ';tag="shop"' });
    const both = (separator: string, name: string) => ({
      ...own,
      headers: {
        "signature-input": `proxy=();keyid="k1";created=1${separator}${own.headers?.["signature-input"] ?? ""}`,
        signature: `proxy=:${name}:${separator}${own.headers?.["signature"] ?? ""}`,
      },
    });
    expect(signing({ tag: "shop" }).ask(both(", ", "AAAA")).outcome).toBe("allowed");
    expect(signing({ tag: "other" }).ask(both(", ", "AAAA")).body).toContain("for this purpose");
  });

  it("covers the path by what contains it", () => {
    const components = { "@method": "GET", "@target-uri": "https://api.example.com/a?b=c" };
    expect(signing().ask({ path: "/a?b=c", headers: signatureHeaders({ key: secret, created: now, components }) }).outcome).toBe("allowed");
  });

  it("covers what the policy wants", () => {
    const service = signing({ components: ["@method", "x-order", '"@query-param";name="id"'], nonce: "required" });
    const components = { "@method": "GET", "x-order": "7", '"@query-param";name="id"': "a%20b%2A%21" };
    const headers = (more: string) => ({ "x-order": " 7 ", ...signatureHeaders({ key: secret, created: now, components, more }) });
    const path = "/x?id=a+b%2a!&other=1";
    expect(service.ask({ path, headers: headers("") }).body).toContain("lacks the parameter nonce");
    expect(service.ask({ path, headers: headers(';nonce="n1"') }).body).toContain("signature is wrong");
    const starred = { ...components, '"@query-param";name="id"': "a%20b*%21" };
    const good = { "x-order": " 7 ", ...signatureHeaders({ key: secret, created: now, components: starred, more: ';nonce="n2"' }) };
    expect(service.ask({ path, headers: good }).outcome).toBe("allowed");
    expect(service.ask({ path: `${path}&id=c`, headers: good }).body).toContain("exactly once");
  });

  it("reads the lines of headers where Envoy sends them", () => {
    const components = { ...usualComponents({}), "x-list": "a, b", '"x-list";bs': ":YQ==:, :Yg==:", '"x-map";key="b"': "2;c" };
    const made = signatureHeaders({ key: secret, created: now, components });
    const lines = [["x-list", "a "], ["x-list", " b"], ["x-map", "a=1"], ["x-map", "b=2;c"], ...Object.entries(made)] as const;
    expect(signing().ask({ lines }).outcome).toBe("allowed");
  });

  it("is not used again for another request, whatever the cache may do", () => {
    const service = signing();
    const request = signed();
    expect(service.ask(request).outcome).toBe("allowed");
    expect(service.ask({ ...request, path: "/other", id: "b" }).outcome).toBe("denied");
  });

  it("ends with its key, its consumer and its revocation", () => {
    const service = signing();
    expect(service.ask(signed({ more: ';nonce="1"' })).outcome).toBe("allowed");
    service.revoke("k", { credential: { consumer: "acme", name: "sign" } });
    expect(service.ask(signed({ more: ';nonce="2"' })).metadata).toMatchObject({ denied: "credential_revoked" });
    service.revocations.delete("default", "k");
    service.consumer("acme", { disabled: true, credentials: { sign: { signature: { keyId: "k1", secret } } } });
    expect(service.ask(signed({ more: ';nonce="3"' })).body).toContain("not valid now");
    service.consumers.delete("default", "acme");
    expect(service.ask(signed({ more: ';nonce="4"' })).body).toContain("not known");
  });
});

describe("a request that is sent again", () => {
  it("is refused, by its nonce or by the signature itself", () => {
    const service = signing();
    for (const more of ["", ';nonce="n1"']) {
      const request = signed({ more });
      expect(service.ask(request).outcome).toBe("allowed");
      expect(service.ask({ ...request, id: "again" }).body).toContain("was sent before");
    }
    expect(service.ask(signed({ created: now - 1, more: ';nonce="n1"' })).body).toContain("was sent before");
  });

  it("is refused with the other signature that everybody can make of one by ECDSA", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const service = signing({}, { keyId: "k1", publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() });
    const request = signed({ key: privateKey });
    const bytes = Buffer.from(request.headers?.["signature"]?.slice("sig=:".length, -1) ?? "", "base64");
    const twin = { ...request.headers, signature: `sig=:${twinSignature("ES256", bytes)?.toString("base64") ?? ""}:` };
    expect(
      signing({}, { keyId: "k1", publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() }).ask({ ...request, headers: twin }).outcome,
    ).toBe("allowed");
    expect(service.ask(request).outcome).toBe("allowed");
    expect(service.ask({ ...request, id: "again", headers: twin }).body).toContain("was sent before");
    expect(service.ask(signed({ key: privateKey })).outcome).toBe("allowed");
  });

  it("is the same one when Envoy asks again", () => {
    const service = signing();
    const request = signed();
    expect([service.ask(request).outcome, service.ask(request).outcome]).toEqual(["allowed", "allowed"]);
  });

  it("is refused until it is too old by itself", () => {
    const service = signing({ maxAge: "60s" });
    const request = signed({ created: now + 30 });
    expect(service.ask(request).outcome).toBe("allowed");
    service.clock.advance(119_000);
    expect(service.ask({ ...request, id: "again" }).body).toContain("was sent before");
    service.clock.advance(1000);
    expect(service.ask({ ...request, id: "again" }).body).toContain("too old");
  });

  it("passes where the policy allows it", () => {
    const service = signing({ replay: "allowed" });
    const request = signed();
    expect([service.ask(request).outcome, service.ask({ ...request, id: "again" }).outcome]).toEqual(["allowed", "allowed"]);
  });

  it("is nobody's retry when it has no id", () => {
    const service = signing();
    const request = { ...signed(), id: "" };
    expect(service.ask(request).outcome).toBe("allowed");
    expect(service.ask(request).body).toContain("was sent before");
  });

  it("is refused by a service that began after it was signed, and remembers nothing", () => {
    const begun = { ...signed(), id: "1" };
    const restarted = signing({}, undefined, { sinceMs: now * 1000 + 1500 });
    restarted.clock.advance(2000);
    expect(restarted.ask(begun).body).toContain("signed before this service began");
    expect(restarted.ask(signed({ created: now + 1 })).outcome).toBe("allowed");
    expect(signing({ replay: "allowed" }, undefined, { sinceMs: now * 1000 + 1500 }).ask(begun).outcome).toBe("allowed");
  });

  it("uses up no nonce without the key", () => {
    const service = signing();
    for (let index = 0; index < 50; index += 1) service.ask(signed({ key: "another secret of 32 characters!", more: `;nonce="n${index}"` }));
    expect(service.state.size).toBe(0);
  });

  it("lets nobody in once there is no room to remember it, until others are too old", () => {
    const service = signing();
    const outcomes = Array.from({ length: 1001 }, (_, index) => service.ask(signed({ more: `;nonce="n${index}"` })).outcome);
    expect([outcomes[999], outcomes[1000]]).toEqual(["allowed", "error"]);
    service.clock.advance(331_000);
    expect(service.ask(signed({ created: now + 331, more: ';nonce="n0"' })).outcome).toBe("allowed");
    expect(service.state.size).toBeLessThan(1000);
  });
});

describe("the body of a signed request", () => {
  const body = '{"a":1}';
  const posted = (digest: string, sent: Partial<RequestText> = {}): RequestText => {
    const request = { method: "POST", headers: { "content-digest": digest }, body };
    return { ...signed({ request, covered: { "content-digest": digest } }), ...sent };
  };

  it("is what was signed", () => {
    expect(signing().ask(posted(contentDigest(body))).outcome).toBe("allowed");
    expect(signing().ask(posted(contentDigest(body), { body: '{"a":2}' })).body).toContain("not the one that was signed");
    expect(signing().ask(posted(`${contentDigest(body)}, sha-512=:AAAA:`)).body).toContain("not the one that was signed");
  });

  it.each(["constructor=:AAAA:", "md5=:AAAA:", "sha-256=abc", "sha-256", "("])("is not known by the digest %s", (digest) => {
    expect(signing().ask(posted(digest)).body).toContain("no digest by sha-256 or sha-512");
  });

  it.each<[string, RequestText]>([
    ["was sent", { body }],
    ["was not sent along", { headers: { "content-length": "7" } }],
    ["was not sent along, in pieces", { headers: { "transfer-encoding": "chunked" } }],
  ])("must be signed when it %s", (_, request) => {
    expect(signing().ask(signed({ request })).body).toContain("Content-Digest is not covered");
    expect(signing({ body: "ignored" }).ask(signed({ request })).outcome).toBe("allowed");
  });

  it.each<[string, RequestText]>([
    ["in HTTP/2", { method: "POST" }],
    ["in HTTP/2, with a digest of nothing", { method: "DELETE", headers: { "content-digest": contentDigest("") } }],
  ])("may be there where Envoy does not say that it sends bodies along, %s", (_, request) => {
    const digest = request.headers?.["content-digest"];
    const asked = signed({ request, ...(digest !== undefined && { covered: { "content-digest": digest } }) });
    expect(signing().ask(asked).body).toContain("Nobody can tell whether there is a body");
    const extensions = { "sluice.target": "test", "sluice.body": "sent" };
    expect(signing().ask({ ...asked, extensions }).outcome).toBe("allowed");
    expect(signing({ body: "ignored" }).ask(asked).outcome).toBe("allowed");
  });

  it.each<[string, RequestText]>([
    ["says so", { method: "POST", headers: { "content-length": "0" } }],
    ["would have to say more in HTTP/1.1", { method: "POST", protocol: "HTTP/1.1" }],
    ["has a method that gives a body no meaning", { method: "HEAD" }],
  ])("is none where the request %s", (_, request) => {
    expect(signing().ask(signed({ request })).outcome).toBe("allowed");
  });

  it("that Envoy cut off is nobody's", () => {
    const request = posted(contentDigest(body));
    expect(signing().ask({ ...request, headers: { ...request.headers, "x-envoy-auth-partial-body": "true" } }).body).toContain("too large");
    const sent = Object.entries(request.headers ?? {});
    const lines = [["x-envoy-auth-partial-body", "false"], ...sent, ["x-envoy-auth-partial-body", "true"]] as const;
    expect(signing().ask({ ...request, lines }).body).toContain("too large");
  });
});

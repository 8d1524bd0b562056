import { beforeAll, describe, expect, test } from "vitest";
import { gateway } from "../../../test/kit/objects/gateway.ts";
import { certificate, secret } from "../../../test/kit/objects/others.ts";
import { selfSigned, type TestCertificate } from "../../../test/kit/tls/certificates.ts";
import type { Json } from "../../kit/json.ts";
import { isSealed, SealError, sealKey } from "../../kit/seal.ts";
import { createModel } from "../model.ts";
import type { WrittenObject } from "../object/object.ts";
import type { SealResult } from "./seal-object.ts";
import { createSealer } from "./sealer.ts";

const model = createModel([], { filterChainLevel: 3 });

/** Every call gives other bytes, as a real source would. */
function newSealer(keyByte: number) {
  let calls = 0;
  const bytes = (length: number) => {
    calls += 1;
    return new Uint8Array(length).fill(calls);
  };
  return createSealer(sealKey(new Uint8Array(32).fill(keyByte)), { bytes, number: () => 0 });
}

const sealer = newSealer(1);
let one: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  one = await selfSigned({ hostnames: ["a.example.com"] });
  other = await selfSigned({ hostnames: ["b.example.com"] });
});

function sealed<T>(result: SealResult<T>): T {
  if (result.kind === "refused") throw new Error(JSON.stringify(result.problems));
  return result.object;
}

function fingerprintOf(object: WrittenObject): unknown {
  return model.redact(object, sealer).spec["privateKey"];
}

describe("prepare", () => {
  test("seals every secret and nothing else", () => {
    const stored = sealed(model.prepare(secret("s", { a: "hunter2", b: "" }).build(), undefined, sealer));
    expect(JSON.stringify(stored)).not.toContain("hunter2");
    expect(Object.values(stored.spec["data"] ?? {}).every(isSealed)).toBe(true);
    const kept = sealed(model.prepare(certificate("c", one).build(), undefined, sealer));
    expect(kept.spec["chain"]).toBe(one.chain);
    expect(isSealed(kept.spec["privateKey"])).toBe(true);
  });

  test("keeps the envelope of an equal secret, so that equal contents stay equal", () => {
    const first = sealed(model.prepare(secret("s", { a: "x", b: "y" }).build(), undefined, sealer));
    const second = sealed(model.prepare(secret("s", { a: "x", b: "z" }).build(), first, sealer));
    expect(second.spec["data"]).toMatchObject({ a: (first.spec["data"] as Record<string, unknown>)["a"] });
    expect((second.spec["data"] as Record<string, unknown>)["b"]).not.toEqual((first.spec["data"] as Record<string, unknown>)["b"]);
    expect(sealed(model.prepare(secret("s", { a: "x", b: "y" }).build(), first, sealer))).toEqual(first);
  });

  test("a fingerprint keeps the stored secret", () => {
    const stored = sealed(model.prepare(certificate("c", one).build(), undefined, sealer));
    const read = model.redact(stored, sealer);
    expect(model.parse({ ...read, labels: { a: "b" } }).kind).toBe("parsed");
    expect(sealed(model.prepare(read, stored, sealer))).toEqual(stored);
  });

  test("a fingerprint of something else, or of nothing, is refused", () => {
    const stored = sealed(model.prepare(certificate("c", one).build(), undefined, sealer));
    const foreign = sealed(model.prepare(certificate("c", other).build(), undefined, sealer));
    const refused = { kind: "refused", problems: [{ code: "UNKNOWN_FINGERPRINT", pointer: "/spec/privateKey" }] };
    expect(model.prepare(model.redact(foreign, sealer), stored, sealer)).toMatchObject(refused);
    expect(model.prepare(model.redact(stored, sealer), undefined, sealer)).toMatchObject(refused);
  });

  test("a new chain with the kept key of the old one is refused", () => {
    const stored = sealed(model.prepare(certificate("c", one).build(), undefined, sealer));
    const read = model.redact(stored, sealer);
    const mixed = { ...read, spec: { ...read.spec, chain: other.chain } };
    expect(model.prepare(mixed, stored, sealer)).toMatchObject({ kind: "refused", problems: [{ code: "KEY_MISMATCH" }] });
  });

  test("a sealed value, as an old revision has it, stays", () => {
    const stored = sealed(model.prepare(certificate("c", one).build(), undefined, sealer));
    const newer = sealed(model.prepare(certificate("c", other).build(), stored, sealer));
    expect(sealed(model.prepare(stored, newer, sealer))).toEqual(stored);
  });

  test("an envelope cannot be moved to another object", () => {
    const stored = sealed(model.prepare(certificate("c", one).build(), undefined, sealer));
    expect(() => model.prepare({ ...stored, name: "d" }, undefined, sealer)).toThrow(SealError);
  });

  test("another key does not open it", () => {
    const stored = sealed(model.prepare(secret("s", { a: "x" }).build(), undefined, sealer));
    expect(() => model.redact(stored, newSealer(2))).toThrow(/was sealed with key/u);
  });

  test("gives a new gateway the newest level, and keeps an old one's", () => {
    const written = gateway("g").http(80).build();
    const stored = sealed(model.prepare(written, undefined, sealer));
    expect(stored.spec["level"]).toBe(3);
    const old = gateway("g").http(80).with({ level: 2 }).build();
    expect(sealed(model.prepare(written, old, sealer)).spec["level"]).toBe(2);
    expect(sealed(model.prepare(old, stored, sealer)).spec["level"]).toBe(2);
    expect(sealed(model.prepare(written, gateway("g").http(80).build(), sealer)).spec["level"]).toBe(3);
  });
});

describe("a secret that is only ever compared", () => {
  const consumer = (value: unknown, name = "c") =>
    ({ kind: "Consumer", namespace: "default", name, labels: {}, spec: { credentials: { k: { apiKey: { value } } } } }) as WrittenObject;
  const keyOf = (object: WrittenObject) =>
    Reflect.get(Reflect.get(Reflect.get(object.spec["credentials"] as object, "k") as object, "apiKey") as object, "value") as Json;

  test("is kept as a hash, equal for equal texts wherever they stand", () => {
    const stored = sealed(model.prepare(consumer("0123456789abcdef"), undefined, sealer));
    expect(JSON.stringify(stored)).not.toContain("0123456789abcdef");
    expect(keyOf(stored)).toEqual(keyOf(sealed(model.prepare(consumer("0123456789abcdef", "d"), undefined, sealer))));
    expect(keyOf(stored)).not.toEqual(keyOf(sealed(model.prepare(consumer("0123456789abcdeg"), undefined, sealer))));
    expect(keyOf(stored)).not.toEqual(keyOf(sealed(model.prepare(consumer("0123456789abcdef"), undefined, newSealer(2)))));
    expect(sealed(model.prepare(consumer("0123456789abcdef"), stored, sealer))).toEqual(stored);
  });

  test("is read as a fingerprint, which keeps it", () => {
    const stored = sealed(model.prepare(consumer("0123456789abcdef"), undefined, sealer));
    const read = model.redact(stored, sealer);
    expect(keyOf(read)).toEqual({ fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/u), begins: "0123" });
    expect(JSON.stringify(read)).not.toContain(JSON.stringify(keyOf(stored)).slice(20, 40));
    expect(model.parse(read).kind).toBe("parsed");
    expect(sealed(model.prepare(read, stored, sealer))).toEqual(stored);
    expect(keyOf(model.redact(consumer("0123456789abcdef"), sealer))).toEqual(keyOf(read));
    expect(model.prepare(read, undefined, sealer)).toMatchObject({ kind: "refused", problems: [{ code: "UNKNOWN_FINGERPRINT" }] });
  });

  test("fits nothing under another key, which is said", () => {
    const stored = sealed(model.prepare(consumer("0123456789abcdef"), undefined, sealer));
    expect(() => model.redact(stored, newSealer(2))).toThrow(/was hashed with key/u);
  });
});

describe("redact", () => {
  test("shows equal secrets of one place as equal, and tells nothing across places", () => {
    const again = { ...certificate("c", one).build() };
    expect(fingerprintOf(certificate("c", one).build())).toEqual({ fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/u) });
    expect(fingerprintOf(again)).toEqual(fingerprintOf(sealed(model.prepare(again, undefined, sealer))));
    expect(fingerprintOf(certificate("d", one).build())).not.toEqual(fingerprintOf(again));
    expect(fingerprintOf(certificate("c", one).in("shop").build())).not.toEqual(fingerprintOf(again));
  });

  test("leaves objects without secrets as they are", () => {
    const written = gateway("g").http(80).stored();
    expect(model.redact(written, sealer)).toBe(written);
  });
});

test("secretFields names them", () => {
  expect(model.secretFields("Certificate")).toEqual(["/spec/privateKey"]);
  expect(model.secretFields("Secret")).toEqual(["/spec/data/*"]);
  expect(model.secretFields("Consumer")).toEqual([
    "/spec/credentials/*/apiKey/value",
    "/spec/credentials/*/basic/password",
    "/spec/credentials/*/signature/secret",
  ]);
  expect(model.secretFields("Route")).toEqual([]);
});

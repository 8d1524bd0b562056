import { describe, expect, it } from "vitest";
import { readObjects, testModel, testSealKey } from "../../../test/kit/translate/translate.ts";
import { checkWrite } from "../../main/fleet/check-write.ts";
import { graphConditions } from "../../main/fleet/conditions.ts";
import { World } from "../../main/fleet/world.ts";

const key = "secret-0123456789abcdef";
const sha256 = "a".repeat(64);

function consumer(name: string, credentials: string, namespace = "default"): string {
  return `kind: Consumer\nname: ${name}\nnamespace: ${namespace}\nspec: { credentials: { ${credentials} } }`;
}

function worldOf(...yaml: readonly string[]): World {
  const world = new World({ model: testModel(), policies: [], sealKey: testSealKey });
  if (yaml.length > 0) world.replace(readObjects(yaml.join("\n---\n")));
  world.engine.flush();
  return world;
}

/** What the write of the last one says. */
function said(...yaml: readonly string[]): readonly string[] {
  const world = worldOf(...yaml.slice(0, -1));
  const changes = readObjects(yaml.at(-1) ?? "").map((after) => ({ key: after, before: undefined, after }));
  return checkWrite(world, changes).flatMap(({ problems }) =>
    problems.map(({ pointer, code, detail, severity }) => `${severity} ${pointer} ${code} ${detail}`),
  );
}

describe("credentials of two consumers that are alike", () => {
  it.each([
    ["an API key", `apiKey: { value: ${key} }`, "API key"],
    ["the hash of an API key", `apiKey: { sha256: ${sha256} }`, "API key"],
    ["a key that signs", `signature: { keyId: k1, secret: "${key}${key}" }`, 'keyId "k1"'],
    ["a certificate's name", "certificate: { name: spiffe://example.org/web }", 'name of certificates "spiffe://example.org/web"'],
    ["a certificate", `certificate: { sha256: ${sha256} }`, `certificate ${sha256}`],
    ["claims", "jwt: { issuer: https://idp.example.com, claims: { azp: shop } }", 'claims of tokens of "https://idp.example.com"'],
  ])("are told of at the one that is passed over: %s", (_, fields, what) => {
    const [first, second] = [consumer("acme", `old: { ${fields} }`), consumer("bolt", `new: { ${fields} }`)];
    const detail =
      `Credential new has the ${what} that credential old of Consumer default/acme has, too: ` +
      "that one comes first by name, and whoever shows it is taken for that one";
    expect(said(first, second)).toEqual([`warning /spec/credentials/new SHARED_CREDENTIAL ${detail}`]);
    expect(said(second, first)).toEqual([`warning  SHARED_CREDENTIAL Consumer default/bolt/spec/credentials/new: ${detail}`]);
  });

  it("are told of by their user name, whatever their passwords are", () => {
    const of = (password: string) => `user: { basic: { username: ann, password: ${password} } }`;
    expect(said(consumer("acme", of("one-password")), consumer("bolt", of("another-one")))).toEqual([
      'warning /spec/credentials/user SHARED_CREDENTIAL Credential user has the user name "ann" that credential user of Consumer default/acme has, too: ' +
        "their passwords tell them apart, and where these are the same, callers are that one",
    ]);
  });

  it("never tell the key", () => {
    const findings = said(consumer("acme", `a: { apiKey: { value: ${key} } }`), consumer("bolt", `a: { apiKey: { value: ${key} } }`));
    expect(findings).toHaveLength(1);
    expect(findings.join()).not.toContain("secret");
  });

  it.each([
    ["they are of two namespaces", consumer("acme", `a: { apiKey: { value: ${key} } }`), consumer("bolt", `a: { apiKey: { value: ${key} } }`, "shop")],
    [
      "they are of two kinds",
      consumer("acme", "a: { certificate: { name: k1 } }"),
      consumer("bolt", `a: { signature: { keyId: k1, secret: "${key}${key}" } }`),
    ],
    ["their keys differ", consumer("acme", `a: { apiKey: { value: ${key} } }`), consumer("bolt", `a: { apiKey: { value: ${key}-2 } }`)],
    [
      "one user has two passwords",
      consumer("acme", "a: { basic: { username: ann, password: password-1 } }, b: { basic: { username: ann, password: password-2 } }"),
    ],
  ])("are none where %s", (...[, ...yaml]) => {
    expect(said(...yaml)).toEqual([]);
  });

  it("are told of within one consumer too, where the second is never looked at", () => {
    const of = (name: string) => `${name}: { signature: { keyId: k1, secret: "${key}${key}${name}" } }`;
    expect(said(consumer("acme", `${of("a")}, ${of("b")}`))).toEqual([
      expect.stringContaining('/spec/credentials/b SHARED_CREDENTIAL Credential b has the keyId "k1"'),
    ]);
  });

  it("are a condition of the one that is passed over, until they differ", () => {
    const [acme, bolt] = [consumer("acme", `a: { apiKey: { value: ${key} } }`), consumer("bolt", `b: { apiKey: { value: ${key} } }`)];
    const world = worldOf(acme, bolt);
    const conditions = (name: string) => graphConditions(world, { kind: "Consumer", namespace: "default", name });
    expect(conditions("bolt")).toContainEqual(expect.objectContaining({ type: "Conflicted", status: "True", reason: "SharedCredential" }));
    expect(conditions("bolt")).toContainEqual(expect.objectContaining({ type: "Accepted", status: "True" }));
    expect(conditions("acme").map(({ type }) => type)).toEqual(["Accepted", "ResolvedRefs"]);
    world.set(readObjects(consumer("acme", `a: { apiKey: { value: ${key}-2 } }`)).map((after) => ({ key: after, after })));
    world.engine.flush();
    expect(conditions("bolt").map(({ type }) => type)).toEqual(["Accepted", "ResolvedRefs"]);
  });
});

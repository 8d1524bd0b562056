import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../../src/kit/hash.ts";
import { startAdmin } from "../../kit/admin/start-admin.ts";
import { createCli, type TestCli } from "../../kit/cli/run-cli.ts";

const keys = {
  laptop: "ann-0123456789abcdef",
  ci: "5f1c9c7a4e0b4c7e8d3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c",
  other: "bob-0123456789abcdef",
  hashed: "carol-0123456789abcdef",
};

function consumers(): string {
  const ann = `{ laptop: { apiKey: { value: ${keys.laptop} }, expires: 2099-01-01T00:00:00Z }, ci: { apiKey: { value: ${keys.ci} } }, web: { basic: { username: ann, password: ann-secret-password } } }`;
  return [
    `{ kind: Consumer, name: ann, spec: { credentials: ${ann} } }`,
    `{ kind: Consumer, name: bob, namespace: shop, spec: { credentials: { key: { apiKey: { value: ${keys.other} } } } } }`,
    `{ kind: Consumer, name: carol, namespace: shop, spec: { credentials: { key: { apiKey: { sha256: ${sha256(keys.hashed)} } } } } }`,
  ].join("\n---\n");
}

describe("an API key that was found somewhere", () => {
  let cli: TestCli;

  beforeAll(async () => {
    const admin = await startAdmin();
    cli = await createCli({ url: admin.running.url, token: admin.token });
    await cli.write("consumers.yaml", consumers());
    expect(await cli.run("apply -f consumers.yaml")).toMatchObject({ code: 0 });
    for (const [name, key] of Object.entries(keys)) await cli.write(name, `${key}\n`);
  });

  const found = async (...words: readonly string[]): Promise<unknown> => {
    const { out } = await cli.run(["auth", "find-key", ...words, "-o", "json"]);
    return JSON.parse(out);
  };

  it("is shown with its owner by how it begins, however little or much of it is known", async () => {
    const laptop = { namespace: "default", consumer: "ann", credential: "laptop", begins: "ann-0", expires: "2099-01-01T00:00:00Z" };
    for (const beginning of ["ann", "ann-0", "ann-0123456", keys.laptop]) expect(await found(beginning)).toEqual([laptop]);
    expect(await found("5f1c9c7a4e0b")).toEqual([{ namespace: "default", consumer: "ann", credential: "ci", begins: "5f1c9c7a" }]);
    expect((await cli.run("auth find-key bob-")).out).toMatch(/^NAMESPACE +CONSUMER +CREDENTIAL +BEGINS +EXPIRES\nshop +bob +key +bob-0 +never\n$/u);
  });

  it("is found as a whole where it was registered by its SHA-256, and read from a file", async () => {
    expect(await found("--from-file", "hashed")).toEqual([{ namespace: "shop", consumer: "carol", credential: "key" }]);
    expect(await cli.run("auth find-key carol")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("by its SHA-256") as string });
  });

  it("is nobody's when no key begins so, and a password is no key", async () => {
    expect(await cli.run("auth find-key ann-secret")).toMatchObject({ code: 1, out: "" });
    expect(await cli.run("auth find-key")).toMatchObject({ code: 2, err: expect.stringContaining("--from-file") as string });
    expect((await cli.run(["auth", "find-key", "ann", "--from-file", "laptop"])).code).toBe(2);
  });

  it("shows no more than its beginning, also where it is exported and written back", async () => {
    const { out } = await cli.run("export");
    expect(out).toContain("begins: ann-0");
    for (const key of Object.values(keys)) expect(out).not.toContain(key.slice(0, 9));
    expect(out).not.toContain("secret");
    await cli.write("back.yaml", out);
    expect((await cli.run("apply -f back.yaml")).out).not.toMatch(/created|replaced/u);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { opaCases } from "../kit/authz/opa-cases.ts";
import { createCli } from "../kit/cli/run-cli.ts";
import { testModel, translate } from "../kit/translate/translate.ts";

function pageOf(page: string): string {
  return readFileSync(join(import.meta.dirname, `../../docs/guide/${page}.md`), "utf8");
}

/** The blocks of a language on a page, in order. */
function blocksOf(page: string, language: string): readonly string[] {
  return [...pageOf(page).matchAll(new RegExp(`^\`\`\`${language}\\n(?<text>.*?)^\`\`\`$`, "gmsu"))].map(({ groups }) => groups?.["text"] ?? "");
}

/** What a command of the page answers there, from the line behind it to the next command. */
function shownAnswer(command: string): string {
  const text = blocksOf("test-policies", "console").join("$ ");
  const behind = text.split(`$ npx sluice ${command}\n`)[1] ?? "";
  return behind.split("$ ")[0] ?? "";
}

describe("the page on tests of policies", () => {
  it("shows what its files come to", async () => {
    const cli = await createCli(undefined);
    const [objects = "", tests = ""] = blocksOf("test-policies", "yaml");
    await cli.write("orders.yaml", objects);
    await cli.write("orders.test.yaml", tests);
    const command = "auth test orders.yaml orders.test.yaml";
    const { code, out, err } = await cli.run(command);
    expect({ code, err, out }).toEqual({ code: 1, err: "", out: shownAnswer(command) });
  });

  it("explains the example's route as it is shown", async () => {
    const files = ["node-group", "gateway", "service", "private"].map((name) => join(import.meta.dirname, `../../examples/hello/${name}.yaml`));
    const request = ["GET", "http://127.0.0.1:10000/private", "-H", "x-api-key: guest-0123456789abcdef"];
    const cli = await createCli(undefined);
    const { code, out } = await cli.run(["auth", "explain", ...request, "-f", ...files]);
    // A server also says what it has kept, and files keep nothing.
    const shown = shownAnswer("auth explain GET http://127.0.0.1:10000/private -H 'x-api-key: guest-0123456789abcdef'");
    expect({ code, out: `${out}  this replica has nothing kept for such requests\n` }).toEqual({ code: 1, out: shown });
  });
});

describe("the page on moving from others", () => {
  it("has policies that do what their tests say", async () => {
    const yaml = blocksOf("from-opa-and-authorino", "yaml");
    const results = [yaml.slice(0, 2), yaml.slice(2)].map(async (files) => {
      const cli = await createCli(undefined);
      await Promise.all(files.map((text, index) => cli.write(`${index}.yaml`, text)));
      return cli.run("auth test");
    });
    expect(await Promise.all(results)).toMatchObject([
      { code: 0, err: "", out: expect.stringContaining("6 passed, 0 failed") as string },
      { code: 0, err: "", out: expect.stringContaining("7 passed, 0 failed") as string },
    ]);
  });

  it("has a policy that answers as OPA does, but where it says so", async () => {
    const now = Math.floor(Date.now() / 1000);
    const { cases, jwks } = opaCases(now);
    const cli = await createCli(undefined);
    await cli.write("orders.yaml", blocksOf("from-opa-and-authorino", "yaml")[0] ?? "");
    const tests = cases.map(({ name, method, headers, opa, differs }) => {
      const allowed = differs === undefined ? opa : !opa;
      return { name, request: { method, url: "/orders", headers }, expect: { verdict: allowed ? "allowed" : "denied" } };
    });
    const spec = { policy: "orders", now: new Date(now * 1000).toISOString(), issuers: { "https://idp.example.com": { jwks } }, cases: tests };
    await cli.write("orders.test.yaml", JSON.stringify({ kind: "AuthTest", name: "orders", spec }));
    expect(await cli.run("auth test")).toMatchObject({ code: 0, err: "" });
    expect(pageOf("from-opa-and-authorino")).toContain(`the same ${cases.length} requests`);
    const told = [...pageOf("from-opa-and-authorino").matchAll(/^\| (?<differs>.+?) \| (?:gets in|refused) \| (?:gets in|refused) \|/gmu)];
    expect(new Set(told.map(({ groups }) => groups?.["differs"]))).toEqual(new Set(cases.flatMap(({ differs }) => differs ?? [])));
  });
});

describe("the page on bodies", () => {
  const [objects = "", tests = ""] = blocksOf("bodies", "yaml");

  it("has a policy that does what its tests say, also when a request is explained", async () => {
    const cli = await createCli(undefined);
    await cli.write("objects.yaml", objects);
    await cli.write("payments.test.yaml", tests);
    expect(await cli.run("auth test")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("5 passed, 0 failed") as string });
    await cli.write("order.json", '{"amount": 101, "currency": "EUR", "note": "canary"}');
    const words = [
      "auth",
      "explain",
      "POST",
      "-f",
      "objects.yaml",
      "--policy",
      "payments",
      "-H",
      "x-api-key: ann-0123456789abcdef",
      "--body-file",
      "order.json",
    ];
    const large = await cli.run([...words, "-H", "content-type: application/json"]);
    expect(large).toMatchObject({ code: 1, out: expect.stringContaining('"amount":101') as string });
    expect(large.out).not.toContain("canary");
    const unknown = await cli.run(words);
    expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining("body_invalid") as string });
    expect(unknown.out).toContain("The body is not JSON, by its Content-Type");
  });
});

describe("the page on metadata", () => {
  const [objects = "", patch = "", tests = ""] = blocksOf("metadata", "yaml");

  it("has a policy that does what its tests say, also when a request is explained", async () => {
    const cli = await createCli(undefined);
    await cli.write("objects.yaml", objects);
    await cli.write("reports.test.yaml", tests);
    expect(await cli.run("auth test")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("4 passed, 0 failed") as string });
    const words = ["auth", "explain", "-f", "objects.yaml", "--policy", "reports", "-H", "x-api-key: ann-0123456789abcdef"];
    const told = ["--metadata", 'org.example.edge={"region":"eu"}', "--route-metadata", 'maintenance={"closed":true}'];
    const closed = await cli.run([...words, ...told]);
    expect(closed.code).toBe(1);
    expect(closed.out).toContain("rule closed (deny) decides");
  });

  it("has a patch that is taken, and namespaces that proxies are told of by themselves", () => {
    const fleet = `kind: NodeGroup\nname: edge\nspec: {}
---
kind: Gateway\nname: web\nspec: { level: 3, listeners: [{ name: http, port: 8080, protocol: http }] }
---
kind: Service\nname: reports\nspec: { endpoints: { static: [{ address: 127.0.0.1, port: 9001 }] } }
---
kind: Route\nname: reports\nspec: { parents: [{ name: web }], rules: [{ name: all, matches: [{ path: { prefix: / } }], backends: [{ service: reports }] }] }
`;
    const { resources, findings } = translate([fleet, objects, patch].join("---\n"));
    expect(findings).toEqual([]);
    expect(JSON.stringify(resources)).toContain('"metadata_context_namespaces":["org.example.edge"],"route_metadata_context_namespaces":["maintenance"]');
  });
});

describe("the page on revocations", () => {
  it("has a table of what can be revoked, each as it is written", () => {
    const rows = [...pageOf("revoke").matchAll(/^\| .+ \| `(?<spec>[^`]+)` \|$/gmu)].map(({ groups }) => groups?.["spec"] ?? "");
    const model = testModel();
    const parsed = rows.map((spec) => model.parse({ kind: "Revocation", name: "a", spec: parse(`{ ${spec} }`) as unknown }));
    expect(parsed.filter(({ kind }) => kind === "refused")).toEqual([]);
    const kinds = parsed.flatMap((each) => (each.kind === "parsed" ? Object.keys(each.object.spec) : []));
    expect(new Set(kinds)).toEqual(new Set(["token", "subject", "credential", "consumer", "certificate", "session", "login"]));
  });
});

describe("the page on partners that sign", () => {
  it("shows the program of the example", () => {
    const program = readFileSync(join(import.meta.dirname, "../../examples/hello/sign.mjs"), "utf8");
    expect(blocksOf("signed-requests", "js")).toEqual([program.replace(/^\/\/.*\n/u, "")]);
  });
});

describe("the page on shadow", () => {
  it("has a policy that would refuse, and lets pass as it is", async () => {
    const cli = await createCli(undefined);
    await cli.write("shadow.yaml", blocksOf("shadow", "yaml")[0] ?? "");
    const nothing = "headers: { x-consumer: null }, metadata: { consumer: null }";
    const source = "Policy default/hello-next";
    await cli.write(
      "test.yaml",
      `kind: AuthTest\nname: a\nspec: { cases: [{ name: a, expect: { verdict: allowed, ${nothing}, shadow: { ${source}: refused } } }] }\n`,
    );
    expect(await cli.run("auth test")).toMatchObject({ code: 0, err: "" });
    expect((await cli.run("auth explain --policy hello-next -f shadow.yaml")).out).toContain(
      "Policy default/hello-next (in shadow: it decides nothing): refused",
    );
  });
});

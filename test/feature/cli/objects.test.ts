import { readFile } from "node:fs/promises";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { StoreError } from "../../../src/store/store.ts";
import { noReplicas } from "../../kit/admin/fake-fleet.ts";
import { startAdmin, type TestAdmin } from "../../kit/admin/start-admin.ts";
import { createCli, type TestCli } from "../../kit/cli/run-cli.ts";

let server: TestAdmin;
let cli: TestCli;
/** A namespace of its own for each test. */
let namespace: string;
let made = 0;

beforeAll(async () => {
  server = await startAdmin();
});

beforeEach(async () => {
  cli = await createCli({ url: server.running.url, token: server.token });
  made += 1;
  namespace = `space-${made}`;
});

function service(name: string, port: number): string {
  return `kind: Service\nname: ${name}\nnamespace: ${namespace}\nspec:\n  endpoints:\n    static:\n      - { address: 127.0.0.1, port: ${port} }\n`;
}

describe("apply", () => {
  it("creates, changes and leaves alone, in one transaction", async () => {
    await cli.write("one.yaml", `${service("a", 1)}---\n${service("b", 2)}`);
    expect(await cli.run("apply -f one.yaml")).toEqual({ code: 0, err: "", out: `Service ${namespace}/a created\nService ${namespace}/b created\n` });
    await cli.write("one.yaml", `${service("a", 1)}---\n${service("b", 3)}`);
    expect(await cli.run("apply -f one.yaml --reason two")).toEqual({
      code: 0,
      err: "",
      out: `Service ${namespace}/a unchanged\nService ${namespace}/b changed\n`,
    });
    const history = await cli.run(`history service b -n ${namespace}`);
    expect(history.out).toMatch(/Service space-\d+\/b replaced +two\n/u);
  });

  it("reads folders in the order of names, standard input, and JSON", async () => {
    await cli.write("all/b.json", JSON.stringify({ kind: "Service", name: "b", namespace, spec: { endpoints: { static: [] } } }));
    await cli.write("all/deep/c.yml", service("c", 3));
    await cli.write("all/notes.txt", "not an object");
    const applied = await cli.run("apply -f all -", { stdin: service("d", 4) });
    expect(applied.out).toBe(["b", "c", "d"].map((name) => `Service ${namespace}/${name} created\n`).join(""));
  });

  it("tells in a dry run what would change, and changes nothing", async () => {
    await cli.run("apply -f -", { stdin: service("a", 1) });
    const dry = await cli.run("apply -f - --dry-run", { stdin: service("a", 2) });
    expect(dry.out).toBe(`Service ${namespace}/a changed (dry run)\n  ~ /spec/endpoints/static/0/port: 1 → 2\n`);
    expect((await cli.run(`get service a -n ${namespace} -o json`)).out).toContain('"port": 1');
  });

  it("names file, line and column of everything that the server refuses, and applies nothing", async () => {
    await cli.write("good.yaml", service("good", 1));
    await cli.write("bad.yaml", service("bad", 1).replace("address: 127.0.0.1", "adress: 127.0.0.1"));
    const refused = await cli.run("apply -f good.yaml bad.yaml");
    expect(refused.code).toBe(3);
    expect(refused.err).toContain('bad.yaml:7:11: Field "adress" is not known here\n    Did you mean address?');
    expect((await cli.run(`get services -n ${namespace}`)).err).toBe(`No Service objects in namespace ${namespace}\n`);
  });

  it("finds the same object twice before it asks the server", async () => {
    await cli.write("one.yaml", service("a", 1));
    await cli.write("two.yaml", service("a", 2));
    expect(await cli.run("apply -f one.yaml two.yaml")).toEqual({
      code: 3,
      out: "",
      err: `sluice: two.yaml:1:1: Service ${namespace}/a stands in one.yaml:1 already\n`,
    });
  });

  it("says on how many proxies it is when asked to wait", async () => {
    server.fleet.rolledOut = {
      acked: 1,
      pending: ["edge-2"],
      refused: [{ node: "edge-3", type: "listener", resource: "x", message: "cannot bind" }],
      replicas: noReplicas,
    };
    const waited = await cli.run("apply -f - --wait 200ms", { stdin: service("a", 1) });
    expect(waited.out).toBe(`Service ${namespace}/a created\nProgrammed on 1 of 3 proxies\n`);
    expect(waited.err).toBe("Node edge-3 refuses listener x: cannot bind\nNot yet on edge-2\n");
    expect(waited.code).toBe(1);
    expect(server.fleet.rollouts.at(-1)).toMatchObject({ timeoutMs: 200 });
    server.fleet.rolledOut = { acked: 2, pending: [], refused: [], replicas: { acked: 1, pending: ["authz-2"] } };
    const late = await cli.run("apply -f - --wait 200ms", { stdin: service("b", 1) });
    expect(late).toEqual({
      code: 1,
      out: `Service ${namespace}/b created\nProgrammed on 2 of 2 proxies, in force at 1 of 2 replicas\n`,
      err: "Not yet in force at authz-2\n",
    });
    server.fleet.rolledOut = { acked: 0, pending: [], refused: [], replicas: { acked: 2, pending: [] } };
    expect((await cli.run("apply -f - --wait", { stdin: service("c", 1) })).out).toBe(`Service ${namespace}/c created\nIn force at 2 of 2 replicas\n`);
    server.fleet.rolledOut = { acked: 2, pending: [], refused: [], replicas: noReplicas };
    expect((await cli.run("apply -f - --wait", { stdin: service("a", 2) })).code).toBe(0);
    expect(server.fleet.rollouts.at(-1)).toMatchObject({ timeoutMs: 30_000 });
  });

  it("survives others who change the same objects at the same time", async () => {
    const runs = await Promise.all([1, 2, 3, 4].map((port) => cli.run("apply -f -", { stdin: service("a", port) })));
    expect(runs.map(({ code, err }) => ({ code, err }))).toEqual(runs.map(() => ({ code: 0, err: "" })));
  });

  it.each([
    ["apply -f missing.yaml", 2, /^sluice: File missing\.yaml cannot be read: ENOENT/u],
    ["apply -f empty", 2, /^sluice: Folder empty has no \.yaml, \.yml or \.json file/u],
    ["apply -f broken.yaml", 3, /^sluice: broken\.yaml:2:/u],
    ["apply -f kinds.yaml", 3, /^sluice: kinds\.yaml:1:1: Kind "Rote" is unknown\n {4}Did you mean Route\?\nkinds\.yaml:4:1: Field name is missing/u],
    ["apply -f nothing.yaml", 2, /^sluice: No object in nothing\.yaml/u],
    ["apply", 2, /required option '-f, --filename <files\.\.\.>' not specified/u],
  ])("%s ends with %i", async (line, code, words) => {
    await cli.write("empty/readme.txt", "");
    await cli.write("broken.yaml", "kind: [\n");
    await cli.write("kinds.yaml", "kind: Rote\nname: a\n---\nkind: Route\n");
    await cli.write("nothing.yaml", "# nothing\n");
    const result = await cli.run(line);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(words);
  });
});

describe("get", () => {
  it("shows a table, or the objects as JSON or YAML that apply reads again", async () => {
    await cli.run("apply -f -", { stdin: service("a", 1) });
    const table = await cli.run(`get services -n ${namespace}`, { now: Date.now() + 90_000 });
    expect(table.out).toMatch(/^NAME {2}PROTOCOL {2}ENDPOINTS {2}VERSIONS {2}STATUS {4}REVISION {2}AGE\na {5}http1 {5}1 static {13}Accepted {2}\d+ +9\ds\n$/u);
    const yaml = await cli.run(`get service a -n ${namespace} -o yaml`);
    expect((await cli.run("apply -f -", { stdin: yaml.out })).out).toBe(`Service ${namespace}/a unchanged\n`);
    expect(JSON.parse((await cli.run(`get services -n ${namespace} -o json`)).out)).toMatchObject([{ kind: "Service", name: "a" }]);
  });

  it("filters by labels, covers all namespaces, goes back in time", async () => {
    await cli.run("apply -f -", { stdin: `${service("a", 1)}labels: { app: ${namespace} }\n` });
    await cli.run("apply -f -", { stdin: service("b", 1) });
    expect((await cli.run(`get services -n ${namespace} -l app=${namespace}`)).out.trim().split("\n")).toHaveLength(2);
    expect((await cli.run(`get services -A -l app=${namespace}`)).out).toMatch(new RegExp(`^NAMESPACE .*\\n${namespace} +a `, "u"));
    const [{ revision }] = JSON.parse((await cli.run(`history service b -n ${namespace} -o json`)).out) as [{ revision: number }];
    expect((await cli.run(`get service b -n ${namespace} --at-revision ${revision - 1}`)).code).toBe(1);
  });

  it.each([
    ["get service nobody", 1, "Service default/nobody does not exist\n"],
    ["get rotes", 2, 'sluice: Kind "rotes" is unknown; did you mean routes?\n'],
    ["get routes a -A", 2, "sluice: Option --all-namespaces goes with neither names nor --namespace\n"],
    [
      "get routes -o xml",
      2,
      "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are table, json, yaml.\n(sluice help tells more)\n",
    ],
    ["got routes", 2, "error: unknown command 'got'\n(Did you mean get?)\n(sluice help tells more)\n"],
  ])("%s ends with %i", async (line, code, words) => {
    expect(await cli.run(line)).toEqual({ code, out: "", err: words });
  });

  it("does not let an object steer the terminal", async () => {
    await cli.run("apply -f -", { stdin: `${service("a", 1)}labels: { x: "\\e[31m" }\n` });
    expect((await cli.run(`describe service a -n ${namespace}`)).out).toContain("x=\\u001b[31m");
  });
});

describe("describe", () => {
  it("shows facts, conditions with nodes, spec and history", async () => {
    await cli.run("apply -f - --reason why", { stdin: service("a", 1) });
    server.fleet.statuses.set(`Service/${namespace}/a`, [
      { type: "Accepted", status: "True", reason: "Accepted", message: "" },
      { type: "Programmed", status: "False", reason: "Refused", message: "no such thing", pointer: "/spec/protocol", nodes: ["edge-1", "edge-2"] },
    ]);
    const { code, out } = await cli.run(`describe services a -n ${namespace}`);
    expect(code).toBe(0);
    expect(out).toContain("Name:       a\n");
    expect(out).toContain("  Programmed    False    Refused: no such thing at /spec/protocol\n    nodes: edge-1, edge-2\n");
    expect(out).toContain("Spec:\n  endpoints:\n    static:\n      - address: 127.0.0.1\n        port: 1\n");
    expect(out).toMatch(/History:\n {2}revision \d+ {2}created by admin \d+s ago: why\n$/u);
    expect((await cli.run(`get service a -n ${namespace}`)).out).toContain(" Refused ");
  });
});

describe("describe during an outage of the store", () => {
  it("shows the object, and says that its history is missing", async () => {
    await cli.run("apply -f -", { stdin: service("a", 1) });
    vi.spyOn(server.store, "history").mockRejectedValue(new StoreError("ERR_STORE_UNAVAILABLE", "No answer"));
    const { code, out, err } = await cli.run(`describe service a -n ${namespace}`);
    expect({ code, err }).toEqual({ code: 0, err: "The history is not shown: the store cannot be reached\n" });
    expect(out).toContain("Name:       a\n");
    expect(out).not.toContain("History:");
    expect(await cli.run("history")).toMatchObject({ code: 4, err: expect.stringContaining("The store cannot be reached; if this was a write") as string });
  });
});

describe("delete", () => {
  it("deletes by name or by file, and nothing when one is missing", async () => {
    await cli.run("apply -f -", { stdin: `${service("a", 1)}---\n${service("b", 1)}` });
    const missing = await cli.run(`delete service a nobody -n ${namespace}`);
    expect(missing).toMatchObject({ code: 1, out: "" });
    expect(missing.err).toContain(`Service ${namespace}/nobody does not exist`);
    expect((await cli.run(`delete service a -n ${namespace}`)).out).toBe(`Service ${namespace}/a deleted\n`);
    expect((await cli.run("delete -f -", { stdin: service("b", 1) })).out).toBe(`Service ${namespace}/b deleted\n`);
  });

  it.each([["delete"], ["delete service"], ["delete service -f x.yaml"]])("%s is not a whole command", async (line) => {
    expect((await cli.run(line)).code).toBe(2);
  });
});

describe("diff, history, revert", () => {
  it("compares files with the server and ends with 1 when they differ", async () => {
    await cli.run("apply -f -", { stdin: service("a", 1) });
    expect(await cli.run("diff -f -", { stdin: service("a", 1) })).toEqual({ code: 0, out: "", err: "" });
    const different = await cli.run("diff -f -", { stdin: `${service("a", 2)}---\n${service("b", 1)}` });
    expect(different.code).toBe(1);
    expect(different.out).toMatch(
      /^Service space-\d+\/a changed\n {2}~ \/spec\/endpoints\/static\/0\/port: 1 → 2\nService space-\d+\/b created\n {2}\+ the object: /u,
    );
  });

  it("compares revisions, undoes one and goes back to one", async () => {
    await cli.run("apply -f -", { stdin: service("a", 1) });
    await cli.run("apply -f -", { stdin: service("a", 2) });
    const [newest, first] = JSON.parse((await cli.run(`history service a -n ${namespace} -o json`)).out) as [{ revision: number }, { revision: number }];
    expect(await cli.run(`diff ${first.revision} ${newest.revision} -n ${namespace}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining("port: 1 → 2") as string,
    });
    expect((await cli.run(`revert ${newest.revision}`)).out).toBe(`Service ${namespace}/a changed\n`);
    expect((await cli.run(`get service a -n ${namespace} -o json`)).out).toContain('"port": 1');
    expect((await cli.run(`revert --to ${newest.revision} -n ${namespace} --dry-run`)).out).toContain("port: 1 → 2");
    expect((await cli.run(`history service a -n ${namespace} --diff`)).out).toContain("~ /spec/endpoints/static/0/port: 2 → 1");
    expect((await cli.run("revert")).code).toBe(2);
    // Code 1 would say that the revisions differ.
    expect(await cli.run("diff 1 99999")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("Revision 99999 does not exist yet") as string });
    expect((await cli.run("revert 99999")).code).toBe(1);
    expect((await cli.run("revert 1 --to 2")).code).toBe(2);
  });
});

describe("-o json and yaml", () => {
  async function answer(line: string, options: { readonly stdin?: string } = {}): Promise<unknown> {
    const { out, err } = await cli.run(line, options);
    expect(err).toBe("");
    return line.includes("-o yaml") ? parse(out) : JSON.parse(out);
  }

  it("is what the server answered to a change", async () => {
    const key = { kind: "Service", namespace, name: "a" };
    expect(await answer("apply -f - -o json", { stdin: service("a", 1) })).toMatchObject({ dryRun: false, changes: [{ ...key, change: "created" }] });
    expect(await answer("apply -f - -o yaml --dry-run", { stdin: service("a", 2) })).toMatchObject({
      dryRun: true,
      changes: [{ ...key, change: "replaced", diff: { patch: [{ op: "replace", path: "/spec/endpoints/static/0/port", value: 2 }] } }],
    });
    const { revision } = (await answer(`delete service a -n ${namespace} -o json`)) as { revision: number };
    expect(await answer(`revert ${revision} -o json`)).toMatchObject({ revision: revision + 1, changes: [{ ...key, change: "created" }] });
  });

  it("ends with the same code as the words", async () => {
    server.fleet.rolledOut = { acked: 1, pending: ["edge-2"], refused: [], replicas: noReplicas };
    const waited = await cli.run("apply -f - --wait 200ms -o json", { stdin: service("a", 1) });
    expect(waited.code).toBe(1);
    expect(JSON.parse(waited.out)).toMatchObject({ rollout: { acked: 1, pending: ["edge-2"], refused: [] } });
  });

  it("is the difference, the object with its history, and each problem with its place", async () => {
    await cli.run("apply -f - --reason first", { stdin: service("a", 1) });
    expect(await answer("diff -f - -o json", { stdin: service("a", 1) })).toEqual([]);
    expect(await answer("diff -f - -o json", { stdin: service("a", 2) })).toMatchObject([{ name: "a", change: "replaced" }]);
    expect(await answer(`describe service a -n ${namespace} -o yaml`)).toMatchObject({ kind: "Service", name: "a", history: [{ reason: "first" }] });
    const bad = await cli.run("validate - -o json", { stdin: service("a", 1).replace("address:", "adress:") });
    expect(bad.code).toBe(3);
    expect(JSON.parse(bad.out)).toMatchObject({
      objects: 1,
      problems: expect.arrayContaining([expect.objectContaining({ file: "-", line: 7, column: 11, pointer: "/spec/endpoints/static/0/adress" })]) as unknown,
      warnings: [],
    });
  });
});

describe("export and backup", () => {
  it("exports what apply takes unchanged", async () => {
    await cli.run("apply -f -", { stdin: `${service("a", 1)}---\n${service("b", 2)}` });
    for (const format of ["yaml", "json"]) {
      const exported = await cli.run(`export -n ${namespace} -o ${format}`);
      await cli.write(`export.${format}`, exported.out);
      expect((await cli.run(`apply -f export.${format}`)).out).toBe(`Service ${namespace}/a unchanged\nService ${namespace}/b unchanged\n`);
    }
    expect((await cli.run(`export -n ${namespace} -k routes`)).out).toBe("");
  });

  it("writes a backup whole or not at all", async () => {
    const written = await cli.run("backup all.jsonl");
    expect(written).toEqual({ code: 0, out: "", err: `Backup written to ${cli.folder}/all.jsonl\n` });
    const lines = (await readFile(`${cli.folder}/all.jsonl`, "utf8")).trim().split("\n");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => typeof JSON.parse(line) === "object")).toBe(true);
    expect(await cli.run("backup no/such/folder.jsonl")).toMatchObject({ code: 2, err: expect.stringContaining("Backup cannot be written") as string });
  });
});

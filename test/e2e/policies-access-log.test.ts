import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const logs = ["json", "text", "errors", "sampled", "standard"] as const;
type Log = (typeof logs)[number];

describeWith("policy accessLog in a real Envoy", ["envoy"], () => {
  let edge: Edge;
  const ports: Partial<Record<Log, number>> = {};
  let folder: string;

  beforeAll(async () => {
    folder = await tempFolder("logs");
    const free = await freePorts(logs.length);
    for (const [index, log] of logs.entries()) ports[log] = free[index] ?? 0;
    const backend = await startHttpBackend("echo");
    edge = await startEdge({ args: ["--file-flush-interval-msec", "20"], group: `logFolders: [${folder}]` });
    const gateway = (log: Log, accessLog: object): object => ({
      kind: "Gateway",
      name: log,
      spec: { address: "127.0.0.1", listeners: [{ name: "http", port: ports[log], protocol: "http" }], accessLog: { to: { file: file(log) }, ...accessLog } },
    });
    const parents = logs.map((name) => ({ name }));
    await edge.write(
      documents(
        gateway("json", { json: { what: "%REQ(:METHOD)% %PATH(NQ)%", status: "%RESPONSE_CODE%", by: "%UPSTREAM_CLUSTER_RAW%" } }),
        gateway("text", { text: "%REQ(:METHOD)% %PATH(NQ)% %RESPONSE_CODE%" }),
        gateway("errors", { text: "%PATH(NQ)%", minStatus: 500 }),
        gateway("sampled", { text: "%PATH(NQ)%", sample: 0 }),
        gateway("standard", {}),
        service("echo", backend.port),
        route("all", [{ backends: [{ service: "echo" }] }, { matches: [{ path: { exact: "/bad" } }], respond: { status: 500 } }], {
          parents,
          hostnames: ["log.test"],
        }),
      ),
    );
    for (const log of logs) await waitFor(() => ask(log, "/first").then(Boolean, () => false), 5000, `listener ${log}`);
  });

  const file = (log: Log): string => join(folder, `${log}.log`);
  const ask = (log: Log, path: string) => send({ port: ports[log] ?? 0, host: "log.test", path, headers: { "user-agent": "tester" } });

  async function linesOf(log: Log, until: string): Promise<string[]> {
    const read = (): Promise<string> => readFile(file(log), "utf8").catch(() => "");
    await waitFor(async () => (await read()).includes(until), 5000, `${until} in the log ${log}`);
    return (await read()).trimEnd().split("\n");
  }

  it("writes the JSON that was asked for, one line a request", async () => {
    await ask("json", "/a");
    await ask("json", "/bad");
    const lines = (await linesOf("json", "/bad")).map((line) => JSON.parse(line) as unknown);
    expect(lines.slice(-2)).toEqual([
      { what: "GET /a", status: 200, by: "default/echo" },
      { what: "GET /bad", status: 500, by: null },
    ]);
  });

  it("writes a line of text", async () => {
    await ask("text", "/a");
    expect((await linesOf("text", "/a")).at(-1)).toBe("GET /a 200");
  });

  it("writes only what has the status, or a higher one", async () => {
    for (const path of ["/a", "/bad", "/b", "/bad"]) await ask("errors", path);
    await waitFor(async () => (await linesOf("errors", "/bad")).length === 2, 5000, "two lines");
    expect(await linesOf("errors", "/bad")).toEqual(["/bad", "/bad"]);
  });

  it("writes the share that was asked for: of 0 percent nothing", async () => {
    for (let sent = 0; sent < 20; sent++) await ask("sampled", "/a");
    await ask("text", "/last");
    await linesOf("text", "/last");
    expect(await readFile(file("sampled"), "utf8")).toBe("");
  });

  it("writes by default what explains most incidents", async () => {
    await ask("standard", "/a?b=c");
    const last = JSON.parse((await linesOf("standard", "/a?b=c")).at(-1) ?? "") as Record<string, unknown>;
    expect(last).toMatchObject({
      method: "GET",
      path: "/a?b=c",
      authority: "log.test",
      protocol: "HTTP/1.1",
      status: 200,
      response_flags: "-",
      upstream_cluster: "default/echo",
      remote_address: "127.0.0.1",
      user_agent: "tester",
    });
    expect(last["route"]).toMatch(/^default\/all\//u);
  });
});

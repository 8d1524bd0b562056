import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startStaticEdge } from "../kit/authz/static-edge.ts";
import { startWebServer } from "../kit/authz/web-server.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { waitFor } from "../kit/stack/stack.ts";

const example = readFileSync(join(import.meta.dirname, "../../examples/authz/orders.yaml"), "utf8");
const partner = { "x-api-key": "acme-0123456789abcdef" };

interface Line {
  readonly outcome: string;
  readonly code?: string;
  readonly request: { readonly path: string };
}

describeWith("the decision log behind a real Envoy", ["envoy"], () => {
  it("reaches its server after an outage and a restart, which no request waits for", async () => {
    const lines: Line[] = [];
    const web = await startWebServer((_, response) => void response.writeHead(503).end());
    const spill = join(await tempFolder("spill"), "spill");
    const edge = await startStaticEdge({ "orders.yaml": example }, ["--auth-log", `${web.url}/decisions`, "--auth-log-spill", spill]);
    expect((await edge.ask("/orders/1", { headers: partner })).status).toBe(200);
    expect((await edge.ask("/orders/2")).status).toBe(401);
    await waitFor(() => web.asked.length > 1, 20_000, "the log to be sent again");
    edge.program.signal("SIGTERM");
    await edge.program.exited;
    expect(await readdir(spill)).toHaveLength(1);
    web.answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const texts = Buffer.concat(chunks).toString("utf8").trimEnd().split("\n");
        lines.push(...texts.map((text) => JSON.parse(text) as Line));
        response.writeHead(200).end();
      });
    };
    const next = await startStaticEdge({ "orders.yaml": example }, ["--auth-log", `${web.url}/decisions`, "--auth-log-spill", spill]);
    await next.ask("/orders/3", { headers: partner, method: "DELETE" });
    await waitFor(() => lines.length >= 3, 20_000, "the lines of both");
    expect(
      lines.map(({ outcome, code, request }) => [outcome, code, request.path]).sort((left, right) => String(left[2]).localeCompare(String(right[2]))),
    ).toEqual([
      ["allowed", undefined, "/orders/1"],
      ["denied", "credential_missing", "/orders/2"],
      ["denied", "forbidden", "/orders/3"],
    ]);
    expect(await readdir(spill)).toEqual([]);
  });

  it("goes to standard output, where the program's own log does not go", async () => {
    const edge = await startStaticEdge({ "orders.yaml": example }, ["--auth-log", "stdout", "--auth-log-headers", "user-agent"]);
    await edge.ask("/orders/7", { headers: { ...partner, "user-agent": "test/1" } });
    await waitFor(async () => (await edge.program.log()).includes('"outcome":"allowed"'), 20_000, "the line");
    const line = (await edge.program.log()).split("\n").find((text) => text.includes('"outcome":"allowed"'));
    expect(JSON.parse(line ?? "")).toMatchObject({
      request: { path: "/orders/7", headers: { "user-agent": "test/1" } },
      identity: { consumer: "default/acme" },
    });
    expect(line).not.toContain(partner["x-api-key"]);
  });
});

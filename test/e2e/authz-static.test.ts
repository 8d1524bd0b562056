import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type StaticEdge, startAuthz, startStaticEdge } from "../kit/authz/static-edge.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { waitFor } from "../kit/stack/stack.ts";
import type { TestRequest } from "../kit/traffic/http-request.ts";

const example = readFileSync(join(import.meta.dirname, "../../examples/authz/orders.yaml"), "utf8");
const partner = { "x-api-key": "acme-0123456789abcdef" };
const operator = { "x-api-key": "night-0123456789abcdef" };

describeWith("an Envoy without a control plane", ["envoy"], () => {
  let edge: StaticEdge;

  beforeAll(async () => {
    edge = await startStaticEdge({ "orders.yaml": example });
  });

  const ask = (path: string, request: Partial<TestRequest> = {}) => edge.ask(path, request);

  it("asks who gets in", async () => {
    expect(await ask("/orders/7")).toMatchObject({ status: 401, headers: { "www-authenticate": "ApiKey", "content-type": "application/problem+json" } });
    expect(await ask("/orders/7", { headers: { "x-api-key": "wrong-0123456789abcdef" } })).toMatchObject({ status: 401 });
    expect(await ask("/orders/7", { headers: partner })).toMatchObject({ status: 200, backend: "orders" });
    expect(await ask("/orders/7", { headers: partner, method: "DELETE" })).toMatchObject({ status: 403 });
    expect(await ask("/orders/7", { headers: operator, method: "DELETE" })).toMatchObject({ status: 200 });
  });

  it("tells the backend who it is, and keeps the key to itself", async () => {
    await ask("/orders/8", { headers: { ...partner, "x-consumer": "forged" } });
    const seen = edge.backend.seen.find(({ path }) => path === "/orders/8");
    expect(seen?.headers).toMatchObject({ "x-consumer": "acme" });
    expect(seen?.headers).not.toHaveProperty("x-api-key");
  });

  it("means the same by a path as the policy", async () => {
    expect((await ask("/orders/../admin", { headers: partner })).status).toBe(403);
    expect((await ask("/orders/%2e%2e/admin", { headers: partner })).status).toBe(403);
    expect((await ask("/orders//7", { headers: partner })).status).toBe(200);
  });

  it("answers browsers and gRPC clients in their own way", async () => {
    expect((await ask("/orders", { headers: { accept: "text/html" } })).body).toContain("<h1>Unauthorized</h1>");
    const grpc = await ask("/orders", { method: "POST", headers: { "content-type": "application/grpc" } });
    expect(grpc).toMatchObject({ status: 200, headers: { "grpc-status": "16", "grpc-message": "No credential was shown" } });
  });

  it("leaves out routes that do not ask", async () => {
    expect(await ask("/healthz")).toMatchObject({ status: 200, body: "fine\n" });
  });

  it("follows the files, and keeps the last good ones", async () => {
    await writeFile(
      join(edge.folder, "late.yaml"),
      "kind: Consumer\nname: late\nspec: { groups: [operations], credentials: { key: { apiKey: { value: late-0123456789abcdef } } } }\n",
    );
    const late = { "x-api-key": "late-0123456789abcdef" };
    await waitFor(async () => (await ask("/orders", { headers: late })).status === 200, 10_000, "the new consumer");
    await writeFile(join(edge.folder, "late.yaml"), "kind: Consumer\nname: late\nspec: { group: [operations] }\n");
    await waitFor(async () => (await edge.program.log()).includes("the last good ones stay in force"), 10_000, "the refusal of the file");
    expect(await edge.program.log()).toContain('late.yaml:3:9 Field \\"group\\" is not known here (Did you mean groups?)');
    expect((await ask("/orders", { headers: late })).status).toBe(200);
  });

  it("lets nobody in while nobody answers", async () => {
    edge.program.signal("SIGSTOP");
    expect((await ask("/orders", { headers: partner })).status).toBe(503);
    edge.program.signal("SIGCONT");
    await waitFor(async () => (await ask("/orders", { headers: partner })).status === 200, 10_000, "the program to answer again");
    await edge.program.kill();
    expect((await ask("/orders", { headers: partner })).status).toBe(503);
    expect(await edge.envoy.admin.stat("http.edge.ext_authz.failure_mode_allowed")).toBe(0);
  });
});

describeWith("sluice serve --roles authz", [], () => {
  it("says at the start what is wrong with the files", async () => {
    const folder = await tempFolder("authz");
    await writeFile(
      join(folder, "wrong.yaml"),
      "kind: Policy\nname: a\nspec: { auth: { identify: [{ apiKey: { from: [{ cokie: x }] } }] } }\n---\nkind: Gateway\nname: b\nspec: {}\n",
    );
    const program = await startAuthz(await freePort(), folder);
    expect(await program.exited).toBe(1);
    expect(await program.log()).toContain("wrong.yaml:3:");
    expect(await program.log()).toContain('Kind "Gateway" has no place among these files');
  });
});

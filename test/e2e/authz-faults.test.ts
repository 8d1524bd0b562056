import type { RequestListener } from "node:http";
import { beforeAll, expect, it } from "vitest";
import { type FaultEdge, startFaultEdge } from "../kit/authz/fault-edge.ts";
import { signatureHeaders, usualComponents } from "../kit/authz/sign-request.ts";
import { sendJson, startWebServer, type WebServer } from "../kit/authz/web-server.ts";
import { serveGarbage, serveWrongly, wrongAnswers } from "../kit/authz/wrong-service.ts";
import { type RunningRedis, startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const secret = "0123456789abcdef0123456789abcdef";
const key = { "x-api-key": "acme-0123456789abcdef" };
const wrongKey = { "x-api-key": "acme-0000000000000000" };

const file = (web: string): string => `kind: Policy
name: key
spec: { auth: { identify: [{ apiKey: {} }] } }
---
kind: Policy
name: signed
spec: { auth: { identify: [{ signature: {} }] } }
---
kind: Policy
name: opaque
spec: { auth: { identify: [{ introspection: { url: ${web}, issuer: "https://idp.example.com" } }] } }
---
kind: Consumer
name: acme
spec:
  credentials:
    key: { apiKey: { value: acme-0123456789abcdef } }
    signer: { signature: { keyId: k1, secret: ${secret} } }
`;

const counts = { made: 0 };

/** Headers of a signed request that was never sent before. */
function signed(): Readonly<Record<string, string>> {
  counts.made += 1;
  const components = usualComponents({ path: "/signed", host: "127.0.0.1" });
  return signatureHeaders({ key: secret, components, created: Math.floor(Date.now() / 1000), more: `;nonce="n${counts.made}"` });
}

/** A token that nobody was asked about before. */
function opaque(): Readonly<Record<string, string>> {
  counts.made += 1;
  return { authorization: `Bearer opaque-${counts.made}` };
}

const active: RequestListener = (request, response) => sendJson({ active: true, sub: "alice", exp: Math.floor(Date.now() / 1000) + 600 })(request, response);

describeWith("two replicas behind a real Envoy", ["envoy", "redis"], () => {
  let redis: RunningRedis;
  let web: WebServer;
  let edge: FaultEdge;
  beforeAll(async () => {
    redis = await startRedis();
    web = await startWebServer(active);
    edge = await startFaultEdge({ policies: ["key", "signed", "opaque"], file: file(web.url), args: ["--auth-state", redis.url] });
  });

  const status = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => (await edge.ask(path, { headers })).status;
  const both = (ask: () => Promise<number>): Promise<readonly number[]> => Promise.all([ask(), ask()]);
  /** Nobody gets in, by whichever replica. */
  const expectClosed = async (ask: () => Promise<number>): Promise<void> => {
    const before = edge.backend.seen.length;
    expect(await both(ask)).toEqual([503, 503]);
    expect(edge.backend.seen).toHaveLength(before);
  };
  const expectOpen = (ask: () => Promise<number>): Promise<void> =>
    waitFor(async () => (await both(ask)).every((answer) => answer === 200), 20_000, "requests to get in again");

  it("let a signed request in once, whichever is asked", async () => {
    for (let request = 0; request < 4; request += 1) {
      const headers = signed();
      const answers = [];
      for (let time = 0; time < 4; time += 1) answers.push(await status("/signed", headers));
      expect(answers).toEqual([200, 401, 401, 401]);
    }
  });

  it.each<[string, () => unknown, () => unknown]>([
    ["is out of memory", () => redis.ask("CONFIG", "SET", "maxmemory", "1"), () => redis.ask("CONFIG", "SET", "maxmemory", "0")],
    ["hangs", () => redis.process().signal("SIGSTOP"), () => redis.process().signal("SIGCONT")],
    ["is slow", () => redis.ask("CLIENT", "PAUSE", 4000), () => undefined],
    ["is gone", () => redis.process().kill(), () => redis.start()],
  ])("let no signed request in while Redis %s, and do when it is back", async (_, fail, mend) => {
    await fail();
    await expectClosed(() => status("/signed", signed()));
    expect(await status("/key", key)).toBe(200);
    await mend();
    await expectOpen(() => status("/signed", signed()));
    const headers = signed();
    expect([await status("/signed", headers), await status("/signed", headers)]).toEqual([200, 401]);
  });

  it("let no signed request in while something else is where Redis was", async () => {
    await redis.process().kill();
    const end = await serveGarbage(redis.port, "<html>\r\n");
    await expectClosed(() => status("/signed", signed()));
    await end();
    await redis.start();
    await expectOpen(() => status("/signed", signed()));
  });

  it.each<[string, RequestListener]>([
    ["hangs", () => undefined],
    ["answers after the caller has gone", (request, response) => void setTimeout(() => active(request, response), 3000)],
    ["answers rubbish", (_, response) => void response.end("<html>")],
    ["says neither yes nor no", sendJson({ sub: "alice" })],
    ["says yes in another way", sendJson({ active: "true", sub: "alice" })],
    ["answers an error", (_, response) => void response.writeHead(500).end()],
    ["breaks the connection", (request) => void request.socket.destroy()],
    ["breaks off", (_, response) => void response.write('{"active":true', () => response.destroy())],
  ])("let no token in while the identity provider %s, and do when it is back", async (_, answer) => {
    web.answer = answer;
    await expectClosed(() => status("/opaque", opaque()));
    web.answer = active;
    await expectOpen(() => status("/opaque", opaque()));
  });

  it.each<[string, (index: number) => Promise<void>]>([
    ["stopped in order and started anew", (index) => restart(index, "SIGTERM")],
    ["killed and started anew", (index) => restart(index, "SIGKILL")],
    ["stopped for two seconds", async (index) => hang(index)],
  ])("at 100 requests a second, let nobody in who may not and lose nobody who may while one is %s", async (_, disturb) => {
    const disturbed: Promise<void>[] = [];
    const answers = await paced(
      400,
      async (index) => {
        disturbed.push(disturb(index));
        const kinds = [() => status("/key", key), () => status("/key", wrongKey), () => status("/signed", signed()), () => status("/signed")];
        return `${index % 2 === 0 ? "good" : "bad"} ${await kinds[index % 4]?.()}`;
      },
      100,
    );
    await Promise.all(disturbed);
    expect(tally(answers)).toEqual({ "good 200": 200, "bad 401": 200 });
    const putOut = () => edge.envoy.admin.stat("cluster.sluice_authz.outlier_detection.ejections_active");
    await waitFor(async () => (await putOut()) === 0, 20_000, "the replica to be asked again");
  });

  const restart = async (index: number, signal: NodeJS.Signals): Promise<void> => {
    const [replica] = edge.replicas;
    if (index !== 50 || replica === undefined) return;
    replica.process().signal(signal);
    await replica.process().exited;
    await replica.start();
  };
  const hang = (index: number): void => {
    if (index === 50) edge.replicas[0]?.process().signal("SIGSTOP");
    if (index === 250) edge.replicas[0]?.process().signal("SIGCONT");
  };

  it("let nobody in while both hang", async () => {
    for (const replica of edge.replicas) replica.process().signal("SIGSTOP");
    await expectClosed(() => status("/key", key));
    for (const replica of edge.replicas) replica.process().signal("SIGCONT");
    await expectOpen(() => status("/key", key));
  });

  it("let nobody in while something is in their place that answers wrongly", async () => {
    await Promise.all(edge.replicas.map((replica) => replica.process().kill()));
    await expectClosed(() => status("/key", key));
    for (const [what, answer] of Object.entries(wrongAnswers)) {
      const ends = await Promise.all(edge.replicas.map(({ port }) => serveWrongly(port, answer)));
      const before = edge.backend.seen.length;
      expect([what, await both(() => status("/key", key))]).toEqual([what, [503, 503]]);
      expect(edge.backend.seen).toHaveLength(before);
      for (const end of ends) await end();
    }
    const ends = await Promise.all(edge.replicas.map(({ port }) => serveGarbage(port, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")));
    await expectClosed(() => status("/key", key));
    for (const end of ends) await end();
    await Promise.all(edge.replicas.map((replica) => replica.start()));
    await expectOpen(() => status("/key", key));
    expect(await edge.envoy.admin.stat("http.edge.ext_authz.failure_mode_allowed")).toBe(0);
  });
});

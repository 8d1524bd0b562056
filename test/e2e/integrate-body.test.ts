import { beforeAll, describe, expect, it } from "vitest";
import type { Output } from "../../src/integrate/target.ts";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { fileNamed, generateWith } from "../kit/integrate/generate-with.ts";
import { sidecarWithExtension } from "../kit/integrate/hosts/consul.ts";
import { foreignProxy } from "../kit/integrate/hosts/foreign-proxy.ts";
import { kgatewayProxy } from "../kit/integrate/hosts/kgateway.ts";
import type { EnforcementPlaces } from "../kit/integrate/it-enforces.ts";
import { goodKey, newServicePlaces, startSluiceServices } from "../kit/integrate/sluice-services.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send, sendHttp2, type TestRequest } from "../kit/traffic/http-request.ts";

interface Host {
  readonly name: string;
  readonly options: readonly string[];
  readonly proxy: (output: Output, places: EnforcementPlaces) => Record<string, unknown>;
  /** Options of our services. */
  readonly serve?: readonly string[];
  /** What a body gets that does not say how long it is; 200 by default. */
  readonly withoutLength?: number;
}

const pieces = (output: Output, places: EnforcementPlaces): Record<string, unknown> => {
  const [first] = fileNamed(output, "pieces.yaml").documents;
  const { clusters, http_filters, virtual_host } = first as { clusters: readonly unknown[]; http_filters: readonly unknown[]; virtual_host: object };
  return foreignProxy({ clusters, filters: http_filters, virtualHost: virtual_host }, places);
};

const hosts: readonly Host[] = [
  { name: "drop-in", options: [], proxy: pieces },
  { name: "kgateway", options: ["--gateway", "edge"], proxy: (output, places) => kgatewayProxy(fileNamed(output, "kgateway.yaml").documents, places) },
  {
    name: "consul",
    options: ["--service", "orders"],
    proxy: (output, places) => sidecarWithExtension(fileNamed(output, "service-defaults.json").documents[0], places),
    serve: ["--auth-default", "mesh"],
    withoutLength: 403,
  },
];

/** The policy that `sluice integrate` writes, with a rule that reads the body. */
function withRule(output: Output): Output {
  const auth = { identify: [{ apiKey: {} }], authorize: { rules: [{ when: "request.json.amount <= 100" }] } };
  const policy = { kind: "Policy", name: "mesh", spec: { auth } };
  return { ...output, files: output.files.map((file) => (file.path === "sluice/auth/mesh.yaml" ? { ...file, documents: [policy] } : file)) };
}

describeWith("bodies that rules read, where another control plane is in charge of a real Envoy", ["envoy"], () => {
  describe.each(hosts)("sluice integrate $name", ({ name, options, proxy, serve = [], withoutLength = 200 }) => {
    const ports = { sent: 0, unsent: 0 };

    beforeAll(async () => {
      const backend = await startHttpBackend("app");
      const services = await newServicePlaces();
      const usual = ["--authz", services.authz, "--policy", "mesh", "--authz-timeout", "5s", ...options];
      const outputs = { sent: await generateWith(name, [...usual, "--authz-body", "1024"]), unsent: await generateWith(name, usual) };
      await startSluiceServices(withRule(outputs.sent), services, serve);
      for (const kind of ["sent", "unsent"] as const) {
        ports[kind] = await freePort();
        await startEnvoy(proxy(outputs[kind], { ...services, listenPort: ports[kind], backendPort: backend.port }));
      }
    }, 120_000);

    const post = (port: number, body: string, headers: Readonly<Record<string, string>> = {}): TestRequest => ({
      port,
      method: "POST",
      body,
      headers: { "x-api-key": goodKey, "content-type": "application/json", ...headers },
    });
    const status = async (port: number, body: string, headers?: Readonly<Record<string, string>>): Promise<number> =>
      (await send(post(port, body, headers))).status;

    it("are sent along where they are to be", async () => {
      expect(await status(ports.sent, '{"amount": 100}')).toBe(200);
      expect(await status(ports.sent, '{"amount": 101}')).toBe(403);
      expect(await status(ports.sent, `{"amount": 1, "more": "${"x".repeat(1024)}"}`)).toBe(413);
      expect(await status(ports.sent, '{"amount": 100}', { "transfer-encoding": "chunked" })).toBe(withoutLength);
      expect((await sendHttp2(post(ports.sent, '{"amount": 100}'))).status).toBe(withoutLength);
    });

    it("are missed, and nobody gets in, where they are not", async () => {
      const missed = await send(post(ports.unsent, '{"amount": 100}'));
      expect([missed.status, JSON.parse(missed.body)]).toMatchObject([403, { code: "body_unavailable" }]);
      expect((await sendHttp2(post(ports.unsent, '{"amount": 100}'))).status).toBe(403);
      expect(await status(ports.unsent, "")).toBe(403);
    });
  });
});

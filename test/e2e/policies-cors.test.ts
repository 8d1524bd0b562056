import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";

const shop = "https://shop.test";

describeWith("policy cors in a real Envoy", ["envoy"], () => {
  let edge: Edge;
  let backend: HttpBackend;

  beforeAll(async () => {
    backend = await startHttpBackend("echo");
    edge = await startEdge();
    const cors = {
      allowOrigins: [shop, { suffix: ".partner.test" }],
      allowMethods: ["GET", "PUT"],
      allowHeaders: ["x-a", "x-b"],
      exposeHeaders: ["x-backend"],
      maxAge: "10m",
      allowCredentials: true,
    };
    const backends = [{ service: "echo" }];
    await edge.write(
      documents(
        service("echo", backend.port),
        route("cors", [
          { backends, cors },
          { matches: [{ path: { prefix: "/open" } }], backends, cors: { allowOrigins: ["*"], allowMethods: "*", allowPrivateNetwork: true } },
        ]),
        route("none", [{ backends }]),
      ),
    );
  });

  const preflight = (target: string, origin: string, headers: Readonly<Record<string, string>> = {}) =>
    edge.ask(target, { method: "OPTIONS", headers: { origin, "access-control-request-method": "PUT", ...headers } });

  it("answers a preflight by itself", async () => {
    const before = backend.seen.length;
    const { status, headers } = await preflight("cors.test/", shop);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "access-control-allow-origin": shop,
      "access-control-allow-methods": "GET,PUT",
      "access-control-allow-headers": "x-a,x-b",
      "access-control-max-age": "600",
      "access-control-allow-credentials": "true",
    });
    expect(backend.seen).toHaveLength(before);
  });

  it("adds its headers to answers for allowed origins", async () => {
    for (const origin of [shop, "https://a.partner.test"]) {
      const { headers } = await edge.ask("cors.test/", { headers: { origin } });
      expect(headers).toMatchObject({
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "x-backend",
        "access-control-allow-credentials": "true",
      });
    }
  });

  it("says nothing to other origins", async () => {
    const { status, headers } = await edge.ask("cors.test/", { headers: { origin: "https://elsewhere.test" } });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect((await preflight("cors.test/", "https://elsewhere.test")).headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("lets every origin in with *, and into private networks when asked", async () => {
    const { status, headers } = await preflight("cors.test/open", "https://any.test", { "access-control-request-private-network": "true" });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "https://any.test",
      "access-control-allow-methods": "PUT",
      "access-control-allow-private-network": "true",
    });
  });

  it("is off where no rule says it", async () => {
    const { headers, backend: answered } = await preflight("none.test/", shop);
    expect(answered).toBe("echo");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });
});

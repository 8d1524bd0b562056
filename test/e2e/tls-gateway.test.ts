import type { SecureContextOptions } from "node:tls";
import { beforeAll, expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { type TestAuthority, testAuthority } from "../kit/tls/certificates.ts";
import { handshake, shownFor } from "../kit/tls/handshake.ts";
import { certificateObject, trustObject } from "../kit/tls/tls-objects.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send, sendHttp2 } from "../kit/traffic/http-request.ts";

describeWith("TLS at a real Envoy", ["envoy"], () => {
  let edge: Edge;
  let authority: TestAuthority;
  let clients: TestAuthority;
  const ports: Record<string, number> = {};

  beforeAll(async () => {
    const [https = 0, required = 0, optional = 0, modern = 0, closed = 0] = await freePorts(5);
    Object.assign(ports, { https, required, optional, modern, closed });
    [authority, clients] = [await testAuthority(), await testAuthority("Clients")];
    const backend = await startHttpBackend("echo");
    const listener = (name: string, tls: string): string => `name: ${name}, port: ${ports[name] ?? 0}, protocol: https, tls: { ${tls} }`;
    edge = await startEdge({
      listeners: [
        listener("https", "certificates: [shop, partner, wild]"),
        listener("required", "certificates: [shop], clientCa: clients"),
        listener("optional", "certificates: [shop], clientCa: clients, clientCertificate: optional"),
        listener("modern", 'certificates: [shop], minVersion: "1.3", alpn: [http/1.1]'),
        listener("closed", "certificates: [shop], clientCa: nowhere"),
      ],
    });
    const objects = [
      certificateObject("shop", await authority.issue({ hostnames: ["shop.test"] })),
      certificateObject("partner", await authority.issue({ hostnames: ["partner.test", "www.partner.test"], key: "RSA-2048" })),
      certificateObject("wild", await authority.issue({ hostnames: ["*.wild.test"], key: "P-384" })),
      trustObject("clients", clients),
      service("echo", backend.port),
      route("all", [{ backends: [{ service: "echo" }] }], { hostnames: ["shop.test", "partner.test", "a.wild.test"] }),
    ];
    await edge.write(documents(...objects));
  });

  const port = (name: string): number => ports[name] ?? 0;

  function ask(name: string, client: SecureContextOptions = {}, headers: Readonly<Record<string, string>> = {}) {
    return send({ port: port(name), host: "shop.test", headers, tls: { ca: authority.chain, ...client } });
  }

  it("shows the certificate of the server name, and the first one for every other name", async () => {
    const names = ["shop.test", "partner.test", "www.partner.test", "a.wild.test", "elsewhere.test", ""];
    expect(await Promise.all(names.map((name) => shownFor(port("https"), name)))).toEqual([
      "shop.test",
      "partner.test",
      "partner.test",
      "*.wild.test",
      "shop.test",
      "shop.test",
    ]);
  });

  it("carries HTTP/1.1 and HTTP/2, as clients choose", async () => {
    expect(await ask("https")).toMatchObject({ status: 200, backend: "echo" });
    const request = { port: port("https"), host: "partner.test", tls: { ca: authority.chain } };
    expect(await sendHttp2(request)).toMatchObject({ status: 200, backend: "echo" });
    const offered = { ALPNProtocols: ["h2", "http/1.1"] };
    expect((await handshake(port("https"), "shop.test", offered)).alpnProtocol).toBe("h2");
    expect((await handshake(port("modern"), "shop.test", offered)).alpnProtocol).toBe("http/1.1");
  });

  it("turns versions below the lowest one away", async () => {
    const old = { maxVersion: "TLSv1.2" } as const;
    expect((await handshake(port("https"), "shop.test", old)).getProtocol()).toBe("TLSv1.2");
    await expect(handshake(port("modern"), "shop.test", old)).rejects.toThrow(/protocol version/u);
    expect((await handshake(port("modern"), "shop.test")).getProtocol()).toBe("TLSv1.3");
  });

  it("turns clients without certificate, or with a stranger's, away where one is required", async () => {
    await expect(ask("required")).rejects.toThrow();
    const stranger = await authority.issue({ hostnames: ["client.test"] });
    await expect(ask("required", { cert: stranger.chain, key: stranger.privateKey })).rejects.toThrow();
  });

  it.each(["required", "optional"])("hands subject and names of the client's certificate on, and nothing that a client claims (%s)", async (name) => {
    const { chain, privateKey } = await clients.issue({ commonName: "batch", hostnames: ["batch.test"], uris: ["spiffe://test/batch"] });
    const answer = await ask(name, { cert: chain, key: privateKey }, { "x-forwarded-client-cert": "Subject=forged" });
    const { headers } = answer.json() as { headers: Record<string, string> };
    const seen = headers["x-forwarded-client-cert"] ?? "";
    expect(seen).toMatch(/^Hash=[0-9a-f]{64};Subject="CN=batch";URI=spiffe:\/\/test\/batch;DNS=batch\.test$/u);
  });

  it("lets clients without certificate pass where it is optional, but not those with a stranger's", async () => {
    const answer = await ask("optional", {}, { "x-forwarded-client-cert": "Subject=forged" });
    expect(answer.status).toBe(200);
    expect((answer.json() as { headers: Record<string, string> }).headers).not.toHaveProperty("x-forwarded-client-cert");
    const stranger = await authority.issue({ hostnames: ["client.test"] });
    await expect(ask("optional", { cert: stranger.chain, key: stranger.privateKey })).rejects.toThrow();
  });

  it("closes the door while the clients' authority does not exist, and opens it with it", async () => {
    const { chain, privateKey } = await clients.issue({ commonName: "batch" });
    const client = { cert: chain, key: privateKey };
    await expect(ask("closed", client)).rejects.toThrow();
    await edge.write(documents(trustObject("nowhere", clients)));
    await expect.poll(async () => (await ask("closed", client).catch(() => undefined))?.status, { timeout: 5000 }).toBe(200);
    await expect(ask("closed")).rejects.toThrow();
  });

  it("takes nothing in plain text on a TLS port", async () => {
    await expect(send({ port: port("https"), host: "shop.test" })).rejects.toThrow();
  });
});

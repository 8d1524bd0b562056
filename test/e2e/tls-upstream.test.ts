import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TlsOptions } from "node:tls";
import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { certificateObject, trustObject } from "../kit/tls/tls-objects.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";

describeWith("TLS from a real Envoy to its backends", ["envoy"], () => {
  let edge: Edge;
  let plain: HttpBackend;
  let mutual: HttpBackend;
  const servernames: string[] = [];
  let authorities = "";

  beforeAll(async () => {
    const [servers, clients] = [await testAuthority(), await testAuthority("Clients")];
    authorities = servers.chain;
    const certificate = await servers.issue({ hostnames: ["inside.test"], uris: ["spiffe://test/inside"] });
    const tls = { cert: certificate.chain, key: certificate.privateKey };
    const onServerName: NonNullable<TlsOptions["SNICallback"]> = (name, done) => {
      servernames.push(name);
      done(null);
    };
    plain = await startHttpBackend("tls", { tls: { ...tls, SNICallback: onServerName } });
    mutual = await startHttpBackend("mutual", { tls: { ...tls, ca: clients.chain, requestCert: true, rejectUnauthorized: true } });
    edge = await startEdge();
    await edge.write(
      documents(
        trustObject("servers", servers),
        trustObject("others", clients),
        certificateObject("client", await clients.issue({ commonName: "gateway" })),
        certificateObject("stranger", await servers.issue({ commonName: "stranger" })),
      ),
    );
  });

  async function ask(name: string, backend: HttpBackend, tls: object): Promise<{ status: number; backend: string | undefined }> {
    await edge.write(documents(service(name, backend.port, { tls }), route(name, [{ backends: [{ service: name }] }])));
    const { status, backend: answered } = await edge.ask(`${name}.test/`);
    return { status, backend: answered };
  }

  it("asks for the server name, and checks the certificate against authority and name", async () => {
    expect(await ask("good", plain, { sni: "inside.test", trust: "servers" })).toMatchObject({ status: 200, backend: "tls" });
    expect(servernames.at(-1)).toBe("inside.test");
  });

  it.each([
    ["wrong-name", { sni: "elsewhere.test", trust: "servers" }, "fail_verify_san"],
    ["wrong-san", { sni: "inside.test", trust: "servers", subjectAltNames: [{ exact: "elsewhere.test" }] }, "fail_verify_san"],
    ["wrong-authority", { sni: "inside.test", trust: "others" }, "fail_verify_error"],
    ["system", { sni: "inside.test" }, "fail_verify_error"],
  ])("refuses a backend: %s", async (name, tls, reason) => {
    expect((await ask(name, plain, tls)).status).toBe(503);
    expect(await edge.envoy.admin.stat(`cluster.default/${name}.ssl.${reason}`)).toBeGreaterThan(0);
  });

  it.each([
    ["another-name", { sni: "x.test", trust: "servers", subjectAltNames: [{ exact: "other.test" }, { suffix: ".test" }] }],
    ["spiffe", { sni: "x.test", trust: "servers", subjectAltNames: [{ exact: "spiffe://test/inside" }] }],
    ["unchecked", { sni: "x.test", trust: "none" }],
  ])("takes a backend: %s", async (name, tls) => {
    expect(await ask(name, plain, tls)).toMatchObject({ status: 200, backend: "tls" });
  });

  it("trusts the system's authorities from the file that the node group names", async () => {
    const file = join(await tempFolder("trust"), "authorities.pem");
    await writeFile(file, authorities);
    await edge.write(`{ kind: NodeGroup, name: edge, spec: { systemTrust: ${file} } }`);
    expect(await ask("from-file", plain, { sni: "inside.test" })).toMatchObject({ status: 200, backend: "tls" });
    await edge.write("{ kind: NodeGroup, name: edge, spec: {} }");
    expect(await ask("no-more", plain, { sni: "inside.test" })).toMatchObject({ status: 503 });
  });

  it("asks for the request's host, and checks it, when the service says no name", async () => {
    const fields = { tls: { trust: "servers" } };
    await edge.write(
      documents(
        service("follow", plain.port, fields),
        route("follow", [{ backends: [{ service: "follow" }] }], { hostnames: ["inside.test", "outside.test"] }),
      ),
    );
    expect((await edge.ask("inside.test/")).status).toBe(200);
    expect(servernames.at(-1)).toBe("inside.test");
    expect((await edge.ask("outside.test/")).status).toBe(503);
  });

  it("shows its own certificate where the backend wants one", async () => {
    const tls = { sni: "inside.test", trust: "servers" };
    expect(await ask("mutual", mutual, { ...tls, certificate: "client" })).toMatchObject({ status: 200, backend: "mutual" });
    expect((await ask("without", mutual, tls)).status).toBe(503);
    expect((await ask("stranger", mutual, { ...tls, certificate: "stranger" })).status).toBe(503);
  });

  it("fails where the backend speaks no TLS, and where only it does", async () => {
    const clear = await startHttpBackend("clear");
    expect((await ask("clear", clear, { trust: "none", sni: "inside.test" })).status).toBe(503);
    await edge.write(documents(service("forgotten", plain.port), route("forgotten", [{ backends: [{ service: "forgotten" }] }])));
    expect((await edge.ask("forgotten.test/")).status).toBe(503);
  });
});

import { join } from "node:path";
import { expect, it } from "vitest";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { fileNamed, generateWith } from "../kit/integrate/generate-with.ts";
import { type EnforcementPlaces, itEnforces, limitOptions } from "../kit/integrate/it-enforces.ts";
import { goodKey } from "../kit/integrate/sluice-services.ts";
import { startStandIns } from "../kit/integrate/stand-in-services.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { writeFiles } from "../kit/tls/write-files.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

function placesAsOptions({ ratelimit, authz, backendPort, listenPort }: EnforcementPlaces): readonly string[] {
  return ["--ratelimit", ratelimit, "--authz", authz, "--upstream", `127.0.0.1:${backendPort}`, "--listen", `127.0.0.1:${listenPort}`, ...limitOptions];
}

describeWith("sluice integrate envoy: its bootstrap in a real Envoy", ["envoy"], () => {
  itEnforces({
    generate: (places) => generateWith("envoy", placesAsOptions(places)),
    startProxy: (output) => startEnvoy(fileNamed(output, "mesh/envoy.yaml").documents[0] ?? {}),
  });
});

describeWith("sluice integrate envoy, with client certificates, and denying while limits are away", ["envoy"], () => {
  const folder = tempFolder("mtls");
  const file = async (name: string): Promise<string> => join(await folder, name);

  itEnforces({
    withoutLimits: 500,
    serveOptions: async () => {
      const authority = await testAuthority();
      const [server, client] = [await authority.issue({ hostnames: ["sluice.test"] }), await authority.issue({ hostnames: ["proxy.test"] })];
      const texts = {
        "ca.pem": authority.chain,
        "server.pem": server.chain,
        "server.key": server.privateKey,
        "proxy.pem": client.chain,
        "proxy.key": client.privateKey,
      };
      await writeFiles(await folder, texts);
      return ["--tls-cert-file", await file("server.pem"), "--tls-key-file", await file("server.key"), "--client-ca-file", await file("ca.pem")];
    },
    generate: async (places) => {
      const tls = [
        "--ca-file",
        await file("ca.pem"),
        "--server-name",
        "sluice.test",
        "--cert-file",
        await file("proxy.pem"),
        "--key-file",
        await file("proxy.key"),
      ];
      return generateWith("envoy", [...placesAsOptions(places), ...tls, "--on-outage", "deny"]);
    },
    startProxy: (output) => startEnvoy(fileNamed(output, "mesh/envoy.yaml").documents[0] ?? {}),
  });
});

describeWith("sluice integrate envoy, with services that need a while", ["envoy"], () => {
  it("waits for each try far longer than the back-off between tries", async () => {
    const services = await startStandIns({ limit: 10, policy: "mesh", goodKey, delayMs: 100 });
    const backend = await startHttpBackend("app");
    const places = { ...services, backendPort: backend.port, listenPort: await freePort() };
    const output = await generateWith("envoy", [...placesAsOptions(places), "--on-outage", "deny"]);
    await startEnvoy(fileNamed(output, "mesh/envoy.yaml").documents[0] ?? {});
    expect(await send({ port: places.listenPort, headers: { "x-api-key": goodKey } })).toMatchObject({ status: 200, backend: "app" });
  });
});

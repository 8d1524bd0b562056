import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Output } from "../../src/integrate/target.ts";
import { atEnd } from "../kit/binary/at-end.ts";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { fileNamed, generateWith } from "../kit/integrate/generate-with.ts";
import { foreignProxy } from "../kit/integrate/hosts/foreign-proxy.ts";
import { type EnforcementPlaces, itEnforces, limitOptions } from "../kit/integrate/it-enforces.ts";
import { type RunningProgram, startProgram } from "../kit/program/start-program.ts";
import { documents } from "../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../kit/stack/stack.ts";

/** The foreign proxy with the places in its listener, once a filter has its configuration. */
async function startForeign(output: Output, places: Parameters<typeof foreignProxy>[1]): Promise<void> {
  const list = (file: string, field: string): readonly unknown[] => (fileNamed(output, file).documents[0]?.[field] ?? []) as readonly unknown[];
  const parts = { clusters: list("clusters.yaml", "clusters"), filters: list("http-filters.yaml", "http_filters"), virtualHost: {} };
  const envoy = await startEnvoy(foreignProxy({ ...parts, bootstrap: { node: { id: "theirs-1", cluster: "theirs" } } }, places));
  const taken = (): Promise<number> => envoy.admin.stat("extension_config_discovery.http_filter.sluice-ratelimit.config_reload");
  await waitFor(async () => (await taken()) > 0, 20_000, "the configuration of the filter");
}

describeWith("sluice integrate envoy-ecds: filters of ours in a foreign listener of a real Envoy", ["envoy"], () => {
  const started = startStack();
  const generate = async ({ ratelimit, authz }: EnforcementPlaces) => {
    const { discovery } = await started;
    const places = ["--ratelimit", ratelimit, "--authz", authz, "--discovery", `127.0.0.1:${discovery.port}`];
    return generateWith("envoy-ecds", [...places, ...limitOptions, "--cluster", "theirs", "--node-group", "theirs"]);
  };

  itEnforces({
    generate,
    serveOptions: () => Promise.resolve(["--auth-default", "mesh"]),
    startProxy: async (output, places) => {
      const stack: Stack = await started;
      await stack.apply(documents(...fileNamed(output, "objects.yaml").documents));
      await startForeign(output, places);
    },
  });

  it("takes every configuration that it was sent", async () => {
    expect((await started).discovery.nodes.list()).toMatchObject([{ node: { id: "theirs-1" }, state: "connected", refused: [] }]);
  });
});

describeWith("sluice integrate envoy-ecds, as it is told, with a token", ["envoy"], () => {
  itEnforces({
    serveOptions: () => Promise.resolve(["--auth-default", "mesh"]),
    generate: async ({ ratelimit, authz }) => {
      const folder = await tempFolder("ecds");
      const program = (...args: readonly string[]): RunningProgram => startProgram({ args: [...args], cwd: folder });
      const [admin = 0, discovery = 0] = await freePorts(2);
      const serve = program("serve", "--admin-address", `127.0.0.1:${admin}`, "--discovery-address", `127.0.0.1:${discovery}`);
      atEnd(() => void serve.stop());
      await serve.until(/"message":"Ready"/u);
      const connection = ["--server", `http://127.0.0.1:${admin}`];
      const token = program("token", "create", "theirs", "--node-group", "guests", ...connection);
      expect(await token.ended).toBe(0);
      await writeFile(join(folder, "theirs.token"), token.out());
      const places = ["--ratelimit", ratelimit, "--authz", authz, "--discovery", `127.0.0.1:${discovery}`, "--cluster", "theirs"];
      const output = await generateWith("envoy-ecds", [...places, ...limitOptions, "--token-file", "theirs.token"], folder);
      await writeFile(join(folder, "objects.yaml"), documents(...fileNamed(output, "objects.yaml").documents));
      expect(await program("apply", "-f", "objects.yaml", ...connection).ended).toBe(0);
      return output;
    },
    startProxy: startForeign,
  });
});

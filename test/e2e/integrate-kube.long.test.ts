import { beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/integrate/target.ts";
import { describeWith } from "../kit/binary/require.ts";
import { checkWith, generateWith } from "../kit/integrate/generate-with.ts";
import { type DefinedHost, hostDefinitions } from "../kit/integrate/host-definitions.ts";
import type { MeshServices } from "../kit/integrate/mesh-services.ts";
import { startStandIns } from "../kit/integrate/stand-in-services.ts";
import { type KubeApi, type KubeObject, startKubeApi } from "../kit/integrate/start-kube-api.ts";

/** Building an API server takes minutes, once. */
const buildMs = 20 * 60_000;

const hosts: readonly { readonly host: DefinedHost; readonly options: readonly string[] }[] = [
  { host: "istio", options: ["--workload", "app=orders", "--namespace", "shop"] },
  { host: "envoy-gateway", options: ["--gateway", "eg", "--namespace", "shop"] },
  { host: "contour", options: ["--namespace", "shop", "--app-namespace", "shop", "--fqdn", "api.example.com", "--service", "orders:80"] },
];

describeWith("the hosts' objects on Kubernetes' own API server", ["go", "etcd"], ({ go }) => {
  let services: MeshServices;

  beforeAll(async () => {
    services = await startStandIns({ limit: 3, policy: "mesh", goodKey: "key-of-the-tests-0123456789" });
  });

  describe.each(hosts)("sluice integrate $host", ({ host, options }) => {
    let api: KubeApi;
    let objects: readonly KubeObject[];
    let all: readonly string[];

    beforeAll(async () => {
      api = await startKubeApi();
      all = ["--ratelimit", services.ratelimit, "--authz", services.authz, ...options];
      const { files } = await generateWith(host, all);
      objects = files
        .flatMap((file) => (file.path.startsWith("mesh/") ? (file.documents as unknown as KubeObject[]) : []))
        .filter(({ apiVersion = "v1" }) => apiVersion.includes(".") && !apiVersion.startsWith("discovery."));
    }, buildMs);

    const check = async (): Promise<readonly Finding[]> => checkWith(host, [...all, "--kube-api", api.url]);
    const wrong = async (): Promise<readonly string[]> =>
      (await check()).flatMap(({ state, subject, detail }) => (state === "good" ? [] : [`${subject}: ${detail}`]));

    it("says that the host is not installed", async () => {
      const said = await wrong();
      expect(said).toHaveLength(objects.length);
      for (const line of said) expect(line).toMatch(/The cluster does not know [a-z.]+$/u);
    });

    it("says that the host is of an old version", async () => {
      const [definition] = await hostDefinitions(go.path, host);
      if (definition === undefined) throw new Error("No definition");
      const old = [{ ...definition.spec.versions[0], name: "v1alpha0" }];
      const aged = { ...definition, spec: { ...definition.spec, versions: old as (typeof definition.spec.versions)[number][] } };
      await api.define([aged]);
      const subject = objects.find(({ kind }) => kind === definition.spec.names.kind);
      expect((await wrong()).join("\n")).toContain(
        `The cluster has ${definition.spec.group} in v1alpha0 but not in ${subject?.apiVersion.split("/")[1] ?? ""}`,
      );
      await api.remove({ ...aged, apiVersion: "apiextensions.k8s.io/v1" });
    });

    it("says that the objects are not there, and takes them: the host's definitions refuse nothing", async () => {
      await api.define(await hostDefinitions(go.path, host));
      for (const line of await wrong()) expect(line).toMatch(/It is not there$/u);
      for (const object of objects) await api.create(object);
      expect(await wrong()).toEqual([]);
    });

    it("would be refused with a field that the host does not know, so that the case above says something", async () => {
      const [object] = objects;
      if (object === undefined) throw new Error("No object");
      const spoiled = { ...object, metadata: { ...object.metadata, name: "spoiled" }, spec: { ...(object["spec"] as object), nonsense: 1 } };
      await expect(api.create(spoiled)).rejects.toThrow("nonsense");
    });

    it("says what was changed, what the controller says, and what is gone", async () => {
      const [first, second] = [objects[0], objects[1]];
      if (first === undefined || second === undefined) throw new Error("Too few objects");
      const field = Object.keys(first["spec"] as object).find((name) => Array.isArray(Reflect.get(first["spec"] as object, name))) ?? "";
      const before = Reflect.get(first["spec"] as object, field) as readonly unknown[];
      await api.patch(first, { spec: { [field]: [...before, ...before] } });
      expect(await wrong()).toEqual([`${first.kind} shop/${first.metadata.name}: It is not as these options make it: /spec/${field} differs`]);
      await api.patch(first, { spec: { [field]: before } });
      const condition = { type: "Accepted", status: "False", reason: "Invalid", message: "Said by the controller", lastTransitionTime: "2026-11-25T00:00:00Z" };
      const conditions =
        host === "envoy-gateway"
          ? { ancestors: [{ ancestorRef: { name: "eg" }, controllerName: "example.com/controller", conditions: [condition] }] }
          : { conditions: [condition] };
      await api.patch(second, { status: conditions }, "status");
      expect(await wrong()).toEqual([`${second.kind} shop/${second.metadata.name}: Its controller says Accepted=False: Said by the controller`]);
      await api.remove(second);
      expect(await wrong()).toEqual([`${second.kind} shop/${second.metadata.name}: It is not there`]);
    });
  });
});

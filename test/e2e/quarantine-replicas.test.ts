import { expect, it } from "vitest";
import { z } from "zod";
import type { Envoy } from "../kit/binary/envoy.ts";
import { startEtcd } from "../kit/binary/etcd.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { gateway } from "../kit/objects/gateway.ts";
import type { ObjectBuilder } from "../kit/objects/object-builder.ts";
import { certificate, envoyPatch, nodeGroup } from "../kit/objects/others.ts";
import { route } from "../kit/objects/route.ts";
import { attachEnvoy, newPlace, nodeToken, replicaArguments, type ServedProgram, type ServePlace, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { shownFor } from "../kit/tls/handshake.ts";
import { send } from "../kit/traffic/http-request.ts";

/** One node of a group of its own speaks each variant. */
const variants = ["delta", "sotw"] as const;
type Variant = (typeof variants)[number];

/** Where a node listens. */
interface Ports {
  readonly http: number;
  readonly https: number;
}

async function nodePorts(): Promise<Readonly<Record<Variant, Ports>>> {
  const [a = 0, b = 0, c = 0, d = 0] = await freePorts(4);
  return { delta: { http: a, https: b }, sotw: { http: c, https: d } };
}

/** The replicas share the folder of their keys. */
async function newPlaces(): Promise<readonly ServePlace[]> {
  const first = await newPlace();
  return [first, await newPlace(first.folder)];
}

async function startReplicas(places: readonly ServePlace[], etcdUrl: string): Promise<readonly [ServedProgram, ServedProgram]> {
  const [one, two] = places.map((place, index) => startServe(place, replicaArguments(place, `replica-${index}`, etcdUrl)));
  return Promise.all([one as Promise<ServedProgram>, two as Promise<ServedProgram>]);
}

/** A route of both gateways. */
function marked(name: string, mark: string): ObjectBuilder {
  return route(name)
    .with({ parents: variants.map((gateway) => ({ name: gateway })), hostnames: [`${name}.test`] })
    .respond("/", "", { headers: { response: { set: { "x-mark": mark } } } });
}

/** Envoy refuses a table that sets such a header. */
function poison(variant: Variant): ObjectBuilder {
  const value = [{ header: { key: ":path", value: "/" } }];
  const target = { type: "route", name: `default/${variant}/http` };
  return envoyPatch(`poison-${variant}`, { target, patch: [{ op: "add", path: "/request_headers_to_add", value }] });
}

function base(ports: Readonly<Record<Variant, Ports>>): readonly ObjectBuilder[] {
  return variants.flatMap((name) => [
    nodeGroup(name),
    gateway(name).with({ nodeGroup: name, address: "127.0.0.1" }).http(ports[name].http).https(ports[name].https, "shop"),
  ]);
}

const quarantines = z.object({
  items: z.array(
    z.object({
      holds: z.string(),
      view: z.string(),
      type: z.string(),
      scope: z.string(),
      objects: z.array(z.object({ kind: z.string(), name: z.string(), pointer: z.string() })),
    }),
  ),
});

/** What a replica says is held back, and for what. */
async function heldBack({ client }: ServedProgram): Promise<readonly string[]> {
  const { items } = quarantines.parse(JSON.parse((await client.call({ method: "GET", path: "/v1/quarantines" })).text));
  const told = items.map(({ holds, view, type, scope, objects }) => {
    const causes = objects.map(({ kind, name, pointer }) => `${kind}/${name}${pointer}`);
    return `${holds} for a ${type} of ${view}, ${scope}: ${causes.join()}`;
  });
  return told.sort();
}

const poisoned = variants
  .flatMap((variant) => [
    `object for a route of ${variant}|envoy, all: EnvoyPatch/poison-${variant}/spec/patch`,
    `resource for a secret of ${variant}|envoy, all: Certificate/shop/spec`,
  ])
  .sort();

describeWith("two replicas on etcd, both of which start anew while proxies refuse something", ["envoy", "etcd"], () => {
  it("hold it back from old and new proxies until the fix", async () => {
    const [etcd, authority, ports, places] = [await startEtcd(), await testAuthority(), await nodePorts(), await newPlaces()];
    const shop = async (commonName: string, mustStaple = false) =>
      certificate("shop", await authority.issue({ hostnames: ["shop.test"], commonName, mustStaple }));
    let replicas = await startReplicas(places, etcd.url);
    await replicas[0].apply([...base(ports), await shop("first"), marked("all", "first"), marked("other", "first")]);
    const tokens = { delta: await nodeToken(replicas[0], "delta"), sotw: await nodeToken(replicas[0], "sotw") };
    const envoys = new Map<Variant, Envoy>();
    const attach = async (variant: Variant): Promise<void> => {
      await envoys.get(variant)?.stop();
      envoys.set(variant, await attachEnvoy(variant, { cluster: variant, variant, token: tokens[variant], replicas: places }));
    };
    for (const variant of variants) await attach(variant);

    const untilHeldBack = async (expected: readonly string[]): Promise<void> => {
      const isSo = async (): Promise<boolean> => (await Promise.all(replicas.map(heldBack))).every((held) => held.join() === expected.join());
      await waitFor(isSo, 15_000, `"${expected.join("; ")}" held back on both replicas`);
    };
    const seen = async (variant: Variant): Promise<string> => {
      const mark = async (host: string) => (await send({ port: ports[variant].http, host })).headers["x-mark"];
      return [await mark("all.test"), await mark("other.test"), await shownFor(ports[variant].https, "shop.test").catch(() => "none")].join();
    };
    /** The certificate that is shown, and what a route says that is changed now. */
    const expectSeen = async (mark: string, shown: string): Promise<void> => {
      await replicas[1].apply([marked("other", mark)], { waitMs: 15_000 });
      for (const variant of variants) {
        await waitFor(async () => (await seen(variant)) === `first,${mark},${shown}`, 5000, `${mark} and ${shown} on the proxy that speaks ${variant}`);
      }
    };

    await replicas[0].apply([await shop("stapled", true), ...variants.map(poison)]);
    await untilHeldBack(poisoned);
    await expectSeen("beside it", "first");

    await Promise.all(replicas.map((replica) => replica.stop()));
    for (const variant of variants) expect(await seen(variant)).toBe("first,beside it,first");
    replicas = await startReplicas(places, etcd.url);
    await untilHeldBack(poisoned);
    await expectSeen("after both replicas", "first");
    for (const variant of variants) await attach(variant);
    await expectSeen("after everything", "first");
    await untilHeldBack(poisoned);

    await replicas[0].apply([await shop("second")]);
    await replicas[1].client.batch(
      variants.map((variant) => ({ method: "delete", key: { kind: "EnvoyPatch", name: `poison-${variant}` } })),
      { force: "test" },
    );
    await untilHeldBack([]);
    await expectSeen("healed", "second");
    await Promise.all([...envoys.values(), ...replicas].map((each) => each.stop()));
    await etcd.stop();
  });
});

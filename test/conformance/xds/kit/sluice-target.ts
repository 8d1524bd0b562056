import { codec } from "../../../../src/gen/codec.ts";
import { toJson } from "../../../../src/gen/to-json.ts";
import { contentHash } from "../../../../src/kit/hash.ts";
import type { Json, JsonObject } from "../../../../src/kit/json.ts";
import { type Resource, type ResourceType, resourceTypes, typeUrls } from "../../../../src/snapshot/resource.ts";
import { messageOf } from "../../../../src/xds/encode-resource.ts";
import { type ServedView, serveView } from "../../../kit/xds/served-view.ts";
import { type Controlled, type ControlResource, serveControl } from "./serve-control.ts";
import { startSkippingClock } from "./skipping-clock.ts";

/** Where a server under test is, and where its state is set. */
export interface TargetAddress {
  readonly address: string;
  readonly control: string;
}

/** Sluice's own discovery server in this process, behind the control protocol like any other. */
export async function serveSluiceTarget(): Promise<TargetAddress> {
  const clock = startSkippingClock();
  const served = { view: await serveView({ clock }) };
  const { address, port } = served.view;
  const controlled: Controlled = {
    server: "Sluice",
    reset: async (ready) => {
      await served.view.stop();
      served.view = await serveView({ clock, port, ready });
    },
    change: (set, remove) => {
      const gone = remove.map(({ type, name }) => [typeOf(type), name] as const);
      served.view.change(gone, ...set.map(resourceOf));
      return Promise.resolve();
    },
    restart: () => restart(served.view),
    advance: (ms) => clock.advanceAsync(ms),
  };
  const control = await serveControl(controlled);
  return { address, control: control.url };
}

async function restart(view: ServedView): Promise<void> {
  await view.stop();
  await view.restart();
}

function typeOf(url: string): ResourceType {
  const type = resourceTypes.find((one) => typeUrls[one] === url);
  if (type === undefined) throw new Error(`Type ${url} is not served`);
  return type;
}

/** What the translation knows of a resource from its graph is read from the message here. */
export function resourceOf({ type: url, name, resource, ttlMs }: ControlResource): Resource {
  const type = typeOf(url);
  const bytes = Uint8Array.from(Buffer.from(resource, "base64"));
  const message = messageOf(type);
  const document = toJson(message, codec(message).decode(bytes)) as JsonObject;
  const references = referencesIn(type, document);
  const version = contentHash(bytes, String(ttlMs));
  const common = { type, name, version, bytes, warming: warmingOf(type, document), references: () => references, origins: () => [] };
  return ttlMs === undefined ? common : { ...common, ttlMs };
}

function warmingOf(type: ResourceType, document: JsonObject): Resource["warming"] {
  if (type !== "cluster" || document["type"] === undefined) return "none";
  return document["type"] === "EDS" ? "endpoints" : "slow";
}

function referencesIn(type: ResourceType, document: JsonObject): ReturnType<Resource["references"]> {
  const found: Record<string, Set<string>> = {};
  const add = (to: ResourceType, name: Json | undefined): void => {
    if (typeof name !== "string") return;
    found[to] ??= new Set();
    found[to].add(name);
  };
  if (type === "cluster" && document["type"] === "EDS") add("endpoint", document["name"]);
  visit(document, (object) => {
    if (type === "route") add("cluster", object["cluster"]);
    if (type === "listener") add("route", object["route_config_name"]);
    if (type === "scoped-route") add("route", object["route_configuration_name"]);
    if ("config_discovery" in object) add("extension", object["name"]);
    if ("sds_config" in object) add("secret", object["name"]);
  });
  return found;
}

function visit(value: Json, see: (object: JsonObject) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) see(value as JsonObject);
  for (const member of Object.values(value)) visit(member as Json, see);
}

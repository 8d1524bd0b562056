import { codec } from "../../../src/gen/codec.ts";
import { toJson } from "../../../src/gen/to-json.ts";
import { allFindings } from "../../../src/main/fleet/check-write.ts";
import { collectViewChanges } from "../../../src/main/fleet/feed-views.ts";
import { World, type WorldChange } from "../../../src/main/fleet/world.ts";
import { keyText, type StoredObject } from "../../../src/model/object/object.ts";
import { policies } from "../../../src/policy/registry.ts";
import { resourceTypes } from "../../../src/xds/encoded-resource.ts";
import { testModel, testSealKey } from "../../kit/translate/translate.ts";
import type { Edit } from "./arbitrary-objects.ts";

const model = testModel();

/** Everything that can be seen of a world: resources by view, type and name, and what is wrong with each object. */
export interface Picture {
  readonly resources: Readonly<Record<string, string>>;
  readonly findings: Readonly<Record<string, readonly string[]>>;
}

/** A world without objects. */
function emptyWorld(): World {
  return new World({ model, policies, sealKey: testSealKey });
}

/** A world that is edited, the objects that it was given, and what a stream that follows it has been told. */
export class EditedWorld {
  readonly world = emptyWorld();
  readonly objects = new Map<string, StoredObject>();
  readonly #told = new Map<string, string>();
  readonly #take = collectViewChanges(this.world.resources);
  #clock = 0;

  /** Makes the edits that the model takes, in one batch. */
  apply(edits: readonly Edit[]): void {
    this.world.set(edits.flatMap((edit) => this.#change(edit)));
    this.world.engine.flush();
    for (const { view, type, name, resource } of this.#take()) {
      const key = `${view} ${type} ${name}`;
      if (resource === undefined) this.#told.delete(key);
      else this.#told.set(key, `${resource.version} ${bytesText(resource.bytes)}`);
    }
  }

  /** Looks at what would be, and takes it back. */
  attempt(edits: readonly Edit[]): number {
    const before = new Map(this.objects);
    const found = this.world.engine.attempt(
      () => this.world.set(edits.flatMap((edit) => this.#change(edit))),
      () => this.world.resources.views.route.size,
    );
    this.objects.clear();
    for (const [key, object] of before) this.objects.set(key, object);
    return found;
  }

  /** What a stream holds that applied every change it was told. */
  get told(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#told].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #change({ key, labels, spec }: Edit): readonly WorldChange[] {
    const id = keyText(key);
    const known = this.objects.get(id);
    this.#clock += 1;
    if (spec === undefined) {
      this.objects.delete(id);
      return [{ key, after: undefined }];
    }
    const { kind, namespace, name } = key;
    const parsed = model.parse({ kind, name, ...(namespace !== "" && { namespace }), labels, spec });
    if (parsed.kind === "refused") return [];
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, this.#clock)).toISOString();
    const after = { ...parsed.object, revision: this.#clock, createdAt: known?.createdAt ?? at, updatedAt: at, owner: "test" };
    this.objects.set(id, after);
    return [{ key, after }];
  }
}

/** Takes the picture of a world; `objects` are those that it was given. */
export function pictureOf(world: World, objects: Iterable<StoredObject>): Picture {
  const resources: Record<string, string> = {};
  for (const type of resourceTypes) {
    if (type === "runtime") continue;
    for (const [key, { view, resource }] of world.resources.views[type].entries()) {
      if (resource !== undefined) resources[`${view} ${type} ${key.slice(key.indexOf("|") + 1)}`] = `${resource.version} ${bytesText(resource.bytes)}`;
    }
  }
  const findings: Record<string, string[]> = {};
  for (const object of objects) {
    const key = keyText(object);
    findings[key] = allFindings(world, key)
      .map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`)
      .sort();
  }
  return { resources: sorted(resources), findings: sorted(findings) };
}

/** A world that is given the objects all at once. */
export function builtFromNothing(objects: readonly StoredObject[]): World {
  const world = emptyWorld();
  world.replace(objects);
  world.engine.flush();
  return world;
}

type Document = Readonly<Record<string, unknown>>;

function read(message: "envoy.config.route.v3.RouteConfiguration" | "envoy.config.route.v3.VirtualHost", bytes: Uint8Array): Document {
  return toJson(message, codec(message).decode(bytes)) as Document;
}

/** Every virtual host inside of a table that is split, by view and by the name that it has beside the table; the rest of the table by its own. */
export function hostsInTables(world: World): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [, { view, resource }] of world.resources.views.route.entries()) {
    if (resource?.split === undefined) continue;
    const { virtual_hosts: hosts = [], ...table } = read("envoy.config.route.v3.RouteConfiguration", resource.bytes);
    found[`${view} ${resource.name}`] = table;
    for (const host of hosts as readonly Document[]) {
      const name = `${resource.name}/${String(host["name"])}`;
      found[`${view} ${name}`] = { ...host, name };
    }
  }
  return sorted(found);
}

/** The same from what travels by itself. */
export function hostsBeside(world: World): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [, { view, resource }] of world.resources.views.route.entries()) {
    if (resource?.split === undefined) continue;
    const { vhds: _, ...table } = read("envoy.config.route.v3.RouteConfiguration", resource.split().bytes);
    found[`${view} ${resource.name}`] = table;
  }
  for (const [, { view, resource }] of world.resources.views["virtual-host"].entries()) {
    if (resource !== undefined) found[`${view} ${resource.name}`] = read("envoy.config.route.v3.VirtualHost", resource.bytes);
  }
  return sorted(found);
}

function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}

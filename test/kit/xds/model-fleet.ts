import type { Resource, ResourceType, ViewChange } from "../../../src/snapshot/resource.ts";
import { fakeResource } from "./fake-resource.ts";
import type { Flaw } from "./model-envoy.ts";

/** The one view of the model. */
export const modelView = "edge|envoy";

/** One edit that a person could make; numbers choose among a few names. */
export type ModelEdit =
  | { readonly kind: "cluster"; readonly index: number; readonly warming: Resource["warming"]; readonly flaw: Flaw | undefined }
  | { readonly kind: "endpoint"; readonly index: number; readonly flaw: Flaw | undefined }
  | { readonly kind: "route"; readonly index: number; readonly clusters: readonly number[]; readonly flaw: Flaw | undefined }
  | { readonly kind: "listener"; readonly index: number; readonly route: number; readonly flaw: Flaw | undefined }
  | { readonly kind: "removal"; readonly type: "cluster" | "listener" | "route"; readonly index: number };

/** What a view should contain, kept consistent: nothing refers to what does not exist. */
export class ModelFleet {
  readonly #resources = new Map<string, Resource>();
  #version = 0;

  /** Applies edits in one step; answers how the view changes. */
  edit(edits: readonly ModelEdit[]): readonly ViewChange[] {
    const before = new Map(this.#resources);
    for (const edit of edits) this.#apply(edit);
    const keys = new Set([...before.keys(), ...this.#resources.keys()]);
    return [...keys].flatMap((key) => {
      const now = this.#resources.get(key);
      const [type, name] = key.split("/") as [ResourceType, string];
      return now === before.get(key) ? [] : [{ view: modelView, type, name, resource: now }];
    });
  }

  get(type: ResourceType, name: string): Resource | undefined {
    return this.#resources.get(`${type}/${name}`);
  }

  all(type: ResourceType): readonly Resource[] {
    return [...this.#resources.values()].filter((resource) => resource.type === type);
  }

  #apply(edit: ModelEdit): void {
    if (edit.kind === "removal") this.#remove(edit.type, edit.index);
    else if (edit.kind === "cluster") this.#putCluster(edit);
    else if (edit.kind === "endpoint") this.#putEndpoints(edit);
    else if (edit.kind === "route") this.#putRoute(`r${edit.index}`, edit.clusters, edit.flaw);
    else this.#putListener(edit);
  }

  #putCluster({ index, warming, flaw }: Extract<ModelEdit, { kind: "cluster" }>): void {
    const name = `c${index}`;
    const references = warming === "endpoints" ? { endpoint: [name] } : {};
    this.#put(fakeResource("cluster", name, { version: this.#next(flaw), warming, references }));
    if (warming !== "endpoints") this.#resources.delete(`endpoint/${name}`);
    else if (this.get("endpoint", name) === undefined) this.#put(fakeResource("endpoint", name, { version: this.#next(undefined) }));
  }

  #putEndpoints({ index, flaw }: Extract<ModelEdit, { kind: "endpoint" }>): void {
    if (this.get("cluster", `c${index}`)?.warming !== "endpoints") return;
    this.#put(fakeResource("endpoint", `c${index}`, { version: this.#next(flaw === undefined ? undefined : "silent") }));
  }

  #putRoute(name: string, clusters: readonly number[], flaw: Flaw | undefined): void {
    const existing = [...new Set(clusters)].map((index) => `c${index}`).filter((cluster) => this.get("cluster", cluster) !== undefined);
    this.#put(fakeResource("route", name, { version: this.#next(flaw === undefined ? undefined : "silent"), references: { cluster: existing } }));
  }

  #putListener({ index, route, flaw }: Extract<ModelEdit, { kind: "listener" }>): void {
    if (this.get("route", `r${route}`) === undefined) this.#putRoute(`r${route}`, [], undefined);
    this.#put(fakeResource("listener", `l${index}`, { version: this.#next(flaw), references: { route: [`r${route}`] } }));
  }

  #remove(type: "cluster" | "listener" | "route", index: number): void {
    const name = `${type.charAt(0)}${index}`;
    if (!this.#resources.delete(`${type}/${name}`)) return;
    if (type === "cluster") this.#resources.delete(`endpoint/${name}`);
    if (type === "route") this.#dropListenersOf(name);
    if (type === "cluster") for (const route of this.all("route")) this.#dropFromRoute(route, name);
  }

  #dropListenersOf(route: string): void {
    for (const listener of this.all("listener")) {
      if (listener.references().route?.has(route) === true) this.#resources.delete(`listener/${listener.name}`);
    }
  }

  #dropFromRoute(route: Resource, cluster: string): void {
    const used = [...(route.references().cluster ?? [])];
    if (!used.includes(cluster)) return;
    const left = used.filter((name) => name !== cluster).map((name) => Number(name.slice(1)));
    this.#putRoute(route.name, left, undefined);
  }

  #put(resource: Resource): void {
    this.#resources.set(`${resource.type}/${resource.name}`, resource);
  }

  #next(flaw: Flaw | undefined): string {
    this.#version += 1;
    return flaw === undefined ? `v${this.#version}` : `${flaw}!v${this.#version}`;
  }
}

import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { ResourceMap } from "../../snapshot/resource-map.ts";
import type { ViewSnapshot } from "../../snapshot/view-snapshot.ts";

/** What is known to be good of one type in one view: what some proxy has taken whole, but for what it refused. */
interface Good {
  readonly position: number;
  readonly revision: number;
  readonly resources: ResourceMap;
  /** What is refused: the newest revision at which it was not; 0: that was before this replica started, and what is in force is not known. */
  readonly refused: ReadonlyMap<string, number>;
}

/** A proxy that has, or has refused, everything that it asked for. */
export interface Agreement {
  readonly snapshot: ViewSnapshot;
  /** Newest durable revision that is contained. */
  readonly revision: number;
  /** The types that it asked for; of others it says nothing. */
  readonly types: readonly ResourceType[];
  /** What it refuses, or keeps although the view has it no more. */
  readonly otherwise: readonly { readonly type: ResourceType; readonly name: string }[];
}

/**
 * The last good version of everything, by view: costs one reference a type, since snapshots share what did not change. It is what a
 * refused resource falls back to when the proxy that refuses it is new and cannot tell what it had.
 */
export class GoodVersions {
  readonly #views = new Map<string, Map<ResourceType, Good>>();

  /** A proxy agrees with its view; what is known of that position already is not looked at again. */
  note({ snapshot, revision, types, otherwise }: Agreement): void {
    const known = this.#views.get(snapshot.view) ?? new Map<ResourceType, Good>();
    this.#views.set(snapshot.view, known);
    for (const type of types) {
      const before = known.get(type);
      if (before !== undefined && !isNews(before, snapshot, type)) continue;
      const bad = otherwise.filter((one) => one.type === type).map(({ name }) => name);
      known.set(type, { position: snapshot.position, revision, ...withoutBad(snapshot.types[type], bad, before) });
    }
  }

  /** Newest revision at which some proxy had taken the resource as it was then; 0 when none had since this replica started. */
  revision(view: string, type: ResourceType, name: string): number {
    const good = this.#views.get(view)?.get(type);
    return good?.refused.get(name) ?? good?.revision ?? 0;
  }

  /** The last good version of a resource; `none`: there was none; `unknown`: no proxy of the view has agreed here yet. */
  get(view: string, type: ResourceType, name: string): Resource | "none" | "unknown" {
    const good = this.#views.get(view)?.get(type);
    return good === undefined || good.refused.get(name) === 0 ? "unknown" : (good.resources.get(name) ?? "none");
  }

  /** Whether some proxy has taken this very version. */
  isGood(view: string, resource: Resource): boolean {
    const good = this.get(view, resource.type, resource.name);
    return typeof good === "object" && good.version === resource.version;
  }
}

/** A newer position; or the same one, where something was refused or a node had something of its own. */
function isNews(before: Good, { position, types }: ViewSnapshot, type: ResourceType): boolean {
  if (before.position !== position) return before.position < position;
  return before.refused.size > 0 || before.resources !== types[type];
}

const nothing: ReadonlyMap<string, number> = new Map();

function withoutBad(resources: ResourceMap, bad: readonly string[], before: Good | undefined): Pick<Good, "resources" | "refused"> {
  if (bad.length === 0) return { resources, refused: nothing };
  return {
    resources: resources.with(new Map(bad.map((name) => [name, before?.resources.get(name)]))),
    refused: new Map(bad.map((name) => [name, before?.refused.get(name) ?? before?.revision ?? 0])),
  };
}

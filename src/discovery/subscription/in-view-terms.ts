import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { Known, Refusal } from "./action.ts";
import { hasBulk } from "./bulk.ts";
import { coveringHost, hostFor } from "./hosts.ts";
import { exceptionsOf, type LedgerEntry, ledgerEntry } from "./ledger.ts";
import { type StreamState, tableOf } from "./state.ts";

/** A refusal with what the client has instead. */
export interface RefusalWithHeld {
  readonly refusal: Refusal;
  readonly held: Known;
  readonly told?: string;
}

/**
 * A refusal as one of a resource of the view, which may be shown to the client in another form: a table without its hosts is one of the
 * whole table; a host that was narrowed to the name that the client asked for is the host that serves it. What the client has instead is
 * not known in that form.
 */
export function refusalInViewTerms(state: StreamState, told: RefusalWithHeld): RefusalWithHeld {
  const { type, name, version } = told.refusal;
  const shown = shownInstead(state, type, name);
  return shown === undefined || shown.version !== version
    ? told
    : { refusal: { ...told.refusal, name: shown.whole.name, version: shown.whole.version }, held: "unknown" };
}

/** Where a resource of the view stands, in whatever form the client is shown it. A table is taken when its hosts are, too. */
export function entryInViewTerms(state: StreamState, type: ResourceType, name: string): LedgerEntry | undefined {
  const entry = ledgerEntry(state, type, name);
  const shown = type === "route" ? shownInstead(state, type, name) : undefined;
  if (entry === undefined || shown === undefined) return entry;
  const translate = (version: string | undefined): string | undefined => (version === shown.version ? shown.whole.version : version);
  const translated = { ...entry, wanted: translate(entry.wanted), sent: translate(entry.sent), held: translate(entry.held) };
  return entry.state === "acked" && hasOpenHosts(state, name) ? { ...translated, state: "sent", held: undefined } : translated;
}

/**
 * What the client has otherwise than the view, as resources of that: what it refuses, with the table of a host that it refuses, and what it keeps
 * although the view has it no more.
 */
export function otherwiseInViewTerms(state: StreamState): readonly Pick<LedgerEntry, "type" | "name">[] {
  return [...exceptionsOf(state)].flatMap(({ type, name, state: stands }) => {
    if (stands !== "refused" && stands !== "leaving") return [];
    const own = { type, name: shownInstead(state, type, name)?.whole.name ?? name };
    return type === "virtual-host" ? [own, { type: "route", name: tableOf(name) }] : [own];
  });
}

interface Shown {
  /** The version of the form that the client is shown. */
  readonly version: string;
  readonly whole: Resource;
}

/** Undefined where the client is shown the view's own. */
function shownInstead({ view, snapshot }: Pick<StreamState, "view" | "snapshot">, type: ResourceType, name: string): Shown | undefined {
  if (type === "virtual-host") {
    const whole = coveringHost(snapshot, name);
    return whole === undefined || snapshot.types[type].get(name) !== undefined ? undefined : { version: hostFor(snapshot, name).version, whole };
  }
  const whole = view.types[type].get(name);
  const version = snapshot.types[type].get(name)?.version;
  return whole === undefined || version === undefined || version === whole.version ? undefined : { version, whole };
}

function hasOpenHosts({ types }: StreamState, table: string): boolean {
  const hosts = types.get("virtual-host");
  return hosts !== undefined && (hasBulk(hosts) || hosts.items.keys().some((name) => tableOf(name) === table));
}

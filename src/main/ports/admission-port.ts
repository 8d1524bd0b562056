import type { TokenDirectory } from "../../admin/access/token-directory.ts";
import type { Admission, AdmissionPort, NodeCredential, NodeIdentity } from "../../discovery/fleet/node-identity.ts";
import type { Clock } from "../../kit/clock.ts";
import { recordPrefix, type WatchEvent } from "../../store/store.ts";
import { type AdmittingGroup, isAdmitted, matchesGroup } from "./match-node.ts";

/** Tokens may expire without anybody writing anything. */
const reviewMs = 60_000;

/** What admission decides by. */
export interface AdmissionOptions {
  readonly tokens: Pick<TokenDirectory, "verify">;
  /** Every node group, as this replica knows it now. */
  readonly groups: () => Iterable<AdmittingGroup>;
  readonly clock: Clock;
}

/** The admission port, and what keeps it awake. */
export interface MainAdmission extends AdmissionPort {
  /** Takes the next event of the store's watch, after tokens and groups have taken it. */
  apply(event: WatchEvent): void;
  close(): void;
}

/** Decides which nodes may connect: a credential admits groups, and what the node says of itself chooses among them. */
export function createAdmission(options: AdmissionOptions): MainAdmission {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  let cancel = (): void => undefined;
  const again = (): void => {
    cancel = options.clock.schedule(reviewMs, () => {
      tell();
      again();
    });
  };
  again();
  return {
    admit: (node, credential) => admit(node, credential, options),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    apply: (event) => {
      if (concerns(event)) tell();
    },
    close: () => cancel(),
  };
}

function concerns(event: WatchEvent): boolean {
  if (event.kind === "snapshot") return true;
  if (event.kind === "commit") return event.record.changes.some(({ key }) => key.kind === "NodeGroup");
  return event.kind === "records" && (event.reset || event.changes.some(({ key }) => key.startsWith(recordPrefix.token)));
}

async function admit(node: NodeIdentity, credential: NodeCredential, { tokens, groups }: AdmissionOptions): Promise<Admission> {
  const token = await groupsOfToken(credential.token, tokens);
  if (token.kind === "denied") return token;
  const all = [...groups()];
  const admitting = all.filter((group) => isAdmitted(group, credential, token.groups));
  const matching = admitting.filter(({ spec }) => matchesGroup(node, spec)).sort(byAge);
  const [group] = matching;
  if (group === undefined) return noGroup(node, { credential, all, admitting });
  return { kind: "admitted", view: { group: group.name, capability: group.spec.proxy } };
}

type TokenGroups = { readonly kind: "groups"; readonly groups: readonly string[] } | Extract<Admission, { kind: "denied" }>;

async function groupsOfToken(text: string | undefined, tokens: AdmissionOptions["tokens"]): Promise<TokenGroups> {
  if (text === undefined) return { kind: "groups", groups: [] };
  try {
    const token = await tokens.verify(text);
    if (token === "busy") return denied("UNAVAILABLE", "Tokens cannot be looked up right now, connect again");
    if (token === "unknown")
      return denied("UNAUTHENTICATED", "The node's token is not known, or has expired; make one by: sluice token create NAME --node-group GROUP");
    if (token.record.kind === "node") return { kind: "groups", groups: token.record.groups };
    return denied("PERMISSION_DENIED", `Token ${token.name} is for callers of the API; make one for nodes by: sluice token create NAME --node-group GROUP`);
  } catch {
    return denied("UNAVAILABLE", "The node's token is not known here and the store cannot be asked, connect again");
  }
}

/** An unknown node is told why, so that it is not looked for in silence. */
function noGroup(node: NodeIdentity, facts: { credential: NodeCredential; all: readonly AdmittingGroup[]; admitting: readonly AdmittingGroup[] }): Admission {
  const who = `Node ${node.id} (cluster "${node.cluster}")`;
  const { credential, all, admitting } = facts;
  if (all.length === 0) return denied("FAILED_PRECONDITION", `${who} cannot be admitted: there is no NodeGroup yet`);
  if (admitting.length > 0) return denied("PERMISSION_DENIED", `${who} fits none of the node groups that its credential admits: ${names(admitting)}`);
  if (credential.token !== undefined || credential.certificate !== undefined) {
    return denied("PERMISSION_DENIED", `${who} shows a credential that admits it to none of the node groups ${names(all)}`);
  }
  return denied("UNAUTHENTICATED", `${who} shows neither a token nor a client certificate`);
}

function denied(code: Extract<Admission, { kind: "denied" }>["code"], message: string): Extract<Admission, { kind: "denied" }> {
  return { kind: "denied", code, message };
}

function names(groups: readonly AdmittingGroup[]): string {
  const list = groups.map(({ name }) => name).sort();
  return list.length <= 5 ? list.join(", ") : `${list.slice(0, 5).join(", ")} and ${list.length - 5} more`;
}

/** The oldest first, then by name: a new group takes no node away from one that has it. */
function byAge(left: AdmittingGroup, right: AdmittingGroup): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? -1 : 1;
  return left.name < right.name ? -1 : 1;
}

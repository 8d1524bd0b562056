import type { Collection } from "../../kit/query/collection.ts";
import type { Finding } from "../node/finding.ts";
import type { MembersNode } from "../node/members-node.ts";
import type { DividedLimit, GraphPolicy } from "../policy/graph-policy.ts";
import type { BuiltRoute } from "./build-route.ts";

/** What proxies that divide limits have to know, and the limits that are too small for them. */
export interface Members {
  /** By group; those groups alone that have limits to divide and whose members are known. */
  readonly members: Collection<MembersNode>;
  readonly findings: Collection<readonly Finding[]>;
}

/** What is known from outside. */
export interface MembersSources {
  readonly routes: Collection<BuiltRoute>;
  readonly policies: readonly GraphPolicy<unknown>[];
  /** Ids of the proxies of each group, sorted; a group without an entry is not known yet. */
  readonly members: Collection<readonly string[]>;
}

/** Tells the proxies of a group how many they are where a limit is divided among them. */
export function buildMembers({ routes, policies, members }: MembersSources): Members {
  const dividing = policies.filter((policy) => policy.dividedLimits !== undefined);
  const divided = routes.map("divided limits", (route) => dividedIn(route, dividing));
  const groups = divided.groupByEach("groups that divide limits", (all) => new Set(all.map(({ group }) => group)));
  const findings = divided.map("shares of limits", (all, _, read) => {
    const found = all.flatMap((limit) => tooSmall(limit, read.get(members, limit.group)?.length ?? 0));
    return found.length === 0 ? undefined : found;
  });
  return {
    members: groups.map("members of groups", (_, group, read) => {
      const ids = read.get(members, group);
      return ids === undefined ? undefined : { group, ids };
    }),
    findings,
  };
}

interface GroupLimit extends DividedLimit {
  readonly group: string;
}

function dividedIn({ tables }: BuiltRoute, policies: readonly GraphPolicy<unknown>[]): readonly GroupLimit[] | undefined {
  const limits = tables.flatMap(({ binding: { group }, entries }) =>
    entries.flatMap(({ node }) => policies.flatMap((policy) => limitsOf(node.policies[policy.name], policy).map((limit) => ({ ...limit, group })))),
  );
  return limits.length === 0 ? undefined : limits;
}

function limitsOf(value: unknown, policy: GraphPolicy<unknown>): readonly DividedLimit[] {
  return value === undefined ? [] : (policy.dividedLimits?.(value) ?? []);
}

function tooSmall({ group, name, max, origin }: GroupLimit, count: number): readonly Finding[] {
  if (max >= count) return [];
  const detail = `Limit ${name} of ${max} is divided among the ${count} proxies of node group ${group}: none of them lets anything through`;
  return [{ ...origin, condition: "Accepted", code: "SHARE_TOO_SMALL", detail, hint: `Write enforce: exact, or a limit of ${count} at least` }];
}

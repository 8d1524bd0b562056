import type { Origin } from "../../model/object/object.ts";
import type { RequestMatch } from "./match.ts";

/** A weighted target; `cluster` is the name of a cluster, which may not exist (then its share of requests gets a 500). */
export interface WeightedCluster {
  readonly cluster: string;
  readonly weight: number;
}

/** What happens to the path on its way to the backend. */
export type PathRewrite =
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "full"; readonly value: string }
  | { readonly kind: "regex"; readonly pattern: string; readonly substitution: string }
  | { readonly kind: "template"; readonly value: string };

/** What happens to the Host header on its way to the backend. */
export type HostRewrite =
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "endpoint" };

/** Sends requests to clusters. */
export interface ForwardAction {
  readonly kind: "forward";
  readonly clusters: readonly WeightedCluster[];
  readonly path: PathRewrite | undefined;
  readonly host: HostRewrite | undefined;
  /** Upgrade types, lower case (`websocket`, `connect`). */
  readonly upgrades: readonly string[];
  readonly priority: "default" | "high";
  /** Every backend speaks gRPC: streams may be long, so no time limit stands unless a policy sets one. */
  readonly streaming: boolean;
}

/** Answers with a redirect. */
export interface RedirectAction {
  readonly kind: "redirect";
  readonly scheme: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly path: PathRewrite | undefined;
  readonly status: number;
  readonly stripQuery: boolean;
}

/** Answers by itself. */
export interface RespondAction {
  readonly kind: "respond";
  readonly status: number;
  readonly body: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What happens to the requests of an entry: exactly one of three. */
export type RouteAction = ForwardAction | RedirectAction | RespondAction;

/** A policy in force on a piece of the graph: the lowered value of one policy, by the policy's name. */
export type PolicyNodes = Readonly<Record<string, unknown>>;

/** Who set the policies in force: by the policy's name, the blocks that were merged. */
export type PolicyOrigins = Readonly<Record<string, readonly Origin[]>>;

/** One entry of a route table: one match of one rule. */
export interface RouteNode {
  /** `namespace/route/rule` and, where a rule has several matches, `/` and the hash of the match. Never an index. */
  readonly name: string;
  readonly match: RequestMatch;
  readonly action: RouteAction;
  readonly policies: PolicyNodes;
  readonly policyOrigins: PolicyOrigins;
  /** Other clusters that policies of this entry use (mirror). */
  readonly policyClusters: readonly string[];
  /** Where the rule stands. */
  readonly origin: Origin;
}

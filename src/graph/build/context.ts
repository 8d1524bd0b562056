import type { Collection } from "../../kit/query/collection.ts";
import type { GraphPolicy } from "../policy/graph-policy.ts";
import type { SecretCollections } from "./build-secrets.ts";
import type { Subjects } from "./build-subjects.ts";
import type { ParsedObjects } from "./parse-objects.ts";
import type { GatewayFacts, GroupFacts, ServiceFacts } from "./projections.ts";

/** What the stages of the graph share. */
export interface BuildContext {
  readonly parsed: ParsedObjects;
  readonly facts: {
    readonly services: Collection<ServiceFacts>;
    readonly gateways: Collection<GatewayFacts>;
    /** By `/group`. */
    readonly groups: Collection<GroupFacts>;
  };
  readonly secrets: SecretCollections;
  readonly subjects: Subjects;
  readonly policies: readonly GraphPolicy<unknown>[];
  readonly accumulating: ReadonlySet<string>;
}

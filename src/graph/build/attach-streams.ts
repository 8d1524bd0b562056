import type { Collection, Group } from "../../kit/query/collection.ts";
import type { StreamTarget } from "../listener/stream-target.ts";
import { type Finding, findingsIn } from "../node/finding.ts";
import { attach } from "./attach.ts";
import { buildStreamTarget } from "./build-stream-target.ts";
import type { BuildContext } from "./context.ts";
import { inputKey } from "./inputs.ts";
import { unguardedStreams } from "./unguarded-streams.ts";

/** Stream routes on their listeners. */
export interface AttachedStreams {
  /** By `namespace/gateway/listener`. */
  readonly targets: Collection<Group<StreamTarget>>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

/** Attaches stream routes to listeners. */
export function attachStreams(context: BuildContext): AttachedStreams {
  const { parsed, facts } = context;
  const attached = parsed.streamRoutes.map("stream attachments", (route, _, read) => attach(route, read, facts.gateways));
  const bindings = attached.flatMap("stream bindings", (attachment) =>
    attachment.bindings.map((binding) => [`${binding.table}|${inputKey(binding.route)}`, binding] as const),
  );
  const built = bindings.map("stream targets", (binding, _, read) =>
    buildStreamTarget(binding, read, { streamRoutes: parsed.streamRoutes, services: facts.services }),
  );
  const targets = built.map("streams", ({ target }) => target).groupBy("streams of a listener", (_, key) => key.slice(0, key.indexOf("|")));
  return { targets, findings: [findingsIn("stream attachment", attached), findingsIn("stream target", built), unguardedStreams(attached, context)] };
}

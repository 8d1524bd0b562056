import type { Collection, Read } from "../../kit/query/collection.ts";
import { keyText, keyTitle, type ObjectKey } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { tenantTitle } from "../node/tenant-title.ts";
import type { PolicySource } from "../policy/graph-policy.ts";
import { broadSourcesOf, sourcesOf } from "../policy/policy-index.ts";
import type { Attachment } from "./attach.ts";
import type { BuildContext } from "./context.ts";
import { inputKey } from "./inputs.ts";

/** Stream routes that a policy which guards is meant for, as warnings: proxies ask about HTTP requests alone, so that what is no such request passes unasked. */
export function unguardedStreams(attached: Collection<Attachment>, context: Pick<BuildContext, "subjects" | "policies">): Collection<readonly Finding[]> {
  const guards = new Set(context.policies.filter((policy) => policy.guards === true).map(({ name }) => name));
  return attached.map("unguarded streams", ({ bindings }, _, read) => {
    const gateways = new Map(bindings.map(({ gateway, route }) => [inputKey(gateway), { gateway, route }]));
    const findings = [...gateways.values()].flatMap(({ gateway, route }) =>
      sourcesAt(gateway, route, { read, subjects: context.subjects })
        .filter(({ policy }) => guards.has(policy))
        .map((source) => unguarded(source, gateway, route)),
    );
    return findings.length === 0 ? undefined : findings;
  });
}

function sourcesAt(
  gateway: ObjectKey,
  route: ObjectKey,
  { read, subjects }: { readonly read: Read; readonly subjects: BuildContext["subjects"] },
): readonly PolicySource[] {
  const subject = read.get(subjects.gateways, inputKey(gateway));
  return [...broadSourcesOf(read, subjects.index, route.namespace), ...(subject === undefined ? [] : sourcesOf(read, subjects.index, subject))];
}

function unguarded({ policy, origin }: PolicySource, gateway: ObjectKey, route: ObjectKey): Finding {
  return {
    object: route,
    pointer: "/spec/parents",
    condition: "Accepted",
    code: "STREAM_NOT_GUARDED",
    detail: `${keyTitle(route)} passes Gateway ${inputKey(gateway)} unasked: policy ${policy} of ${tenantTitle(origin.object, route)} is about HTTP requests alone`,
    hint: "Let something else say who may connect: the client certificates of a listener with TLS, a firewall, the service itself",
    severity: "warning",
    involves: [...new Map([origin.object, gateway].map((key) => [keyText(key), key])).values()],
  };
}

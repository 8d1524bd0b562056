import type { ObjectKey } from "../../model/object/object.ts";
import type { PolicySpec, PolicyTarget } from "../../model/object/policy.ts";
import type { PolicyBlock } from "../../model/policy/policy-blocks.ts";
import type { PolicyLevel } from "../policy/graph-policy.ts";
import { labelTarget, type PolicyAttachment } from "../policy/policy-index.ts";
import type { Parsed } from "./inputs.ts";

const kindLevel: Readonly<Record<string, PolicyLevel>> = { Gateway: "gateway", Service: "service", Route: "route" };

/** What a Policy object aims at what, one entry for each target and policy block. */
export function attachmentsOf(policy: Parsed<PolicySpec>, blocks: readonly PolicyBlock[]): readonly (readonly [key: string, attachment: PolicyAttachment])[] {
  return policy.spec.targets.flatMap((target, index) =>
    blocks.map((block) => {
      const place = placeOf(target, policy.key);
      const attachment: PolicyAttachment = {
        ...place,
        policy: block.name,
        value: block.value,
        override: policy.spec.override,
        origin: { object: policy.key, pointer: block.pointer },
        createdAt: policy.createdAt,
      };
      return [`${place.target}|${policy.key.namespace}/${policy.key.name}|${block.name}|${index}`, attachment] as const;
    }),
  );
}

type Place = Pick<PolicyAttachment, "target" | "section" | "level" | "selector">;

const whole = { section: undefined, selector: undefined } as const;

function placeOf(target: PolicyTarget, owner: ObjectKey): Place {
  if (target.kind === "Fleet") return { ...whole, target: "Fleet", level: "fleet" };
  if (target.kind === "Namespace") return { ...whole, target: `Namespace/${owner.namespace}`, level: "namespace" };
  const level = kindLevel[target.kind] ?? "route";
  if (!("name" in target)) return selected(target.kind, owner, { level, selector: target.labels });
  const section = target.section;
  const named = `${target.kind}/${owner.namespace}/${target.name}`;
  return section === undefined ? { ...whole, target: named, level } : { ...whole, target: named, section, level: "rule" };
}

/** A selector without labels would select everything; the model refuses it, so it selects nothing. */
function selected(
  kind: string,
  owner: ObjectKey,
  { level, selector }: { readonly level: PolicyLevel; readonly selector: Readonly<Record<string, string>> },
): Place {
  const [label] = Object.entries(selector).sort(([left], [right]) => (left < right ? -1 : 1));
  return { target: label === undefined ? "nothing" : labelTarget(kind, owner.namespace, label), section: undefined, level, selector };
}

import type { Finding } from "../../graph/node/finding.ts";
import type { EffectivePolicy, LowerContext, PolicySource } from "../../graph/policy/graph-policy.ts";
import type { JsonObject } from "../../kit/json.ts";
import { type AuthLayer, authPlanHash, type TargetPlan } from "../../model/auth/auth-plan.ts";
import { authSecrets } from "../../model/auth/auth-references.ts";
import { type AuthSpec, authSchema } from "../../model/auth/auth-schema.ts";
import { keyTitle } from "../../model/object/object.ts";
import { distinctSources } from "../distinct-sources.ts";
import { type AskSetting, askSetting, withForwardedFor } from "./ask-setting.ts";
import { clashingLogins } from "./clashing-logins.ts";
import { unaskedCertificates } from "./unasked-certificates.ts";
import { unknownCallers } from "./unknown-callers.ts";
import { unreadBodies } from "./unread-bodies.ts";

/** What the requests of an entry have to pass. */
export interface AuthNode {
  readonly plan: TargetPlan;
  /** What the filter must be told. */
  readonly setting: AskSetting;
  /** See {@link LowerContext}: what the role must know to find the caller's address. */
  readonly forwardedHops?: number;
  /** When the oldest object that says so was made. */
  readonly since: string;
}

/** Object → graph: every level stands, the broadest first, so that nobody loosens what a gateway demands. */
export function lowerAuth(effective: EffectivePolicy, context: LowerContext): AuthNode {
  const sources = distinctSources(effective.sources);
  for (const source of sources) {
    for (const finding of missingSecrets(source, context)) context.report(finding);
    const spec = specOf(source.value);
    for (const finding of [...unaskedCertificates(spec, source.origin, context), ...unreadBodies(spec, source.origin, context)]) context.report(finding);
  }
  const levels = sources.map(({ origin, value }) => ({ origin, spec: specOf(value) }));
  for (const finding of [...clashingLogins(levels, context), ...unknownCallers(levels, context)]) context.report(finding);
  const layers = sources.map(layerOf);
  const { forwardedHops } = context;
  const setting = askSetting(layers.map(({ spec }) => spec));
  return {
    plan: { target: context.entry ?? "", hash: authPlanHash({ layers }), layers },
    setting: forwardedHops === undefined ? setting : withForwardedFor(setting),
    ...(forwardedHops !== undefined && { forwardedHops }),
    since: effective.sources.map(({ createdAt }) => createdAt).sort()[0] ?? "",
  };
}

/** The requests are answered 503 meanwhile: nobody can be asked without it. */
function missingSecrets({ origin, value }: PolicySource, { secretEntries }: LowerContext): readonly Finding[] {
  if (secretEntries === undefined) return [];
  return authSecrets(value).flatMap(({ pointer, ref: { name, entry } }): readonly Finding[] => {
    const { namespace } = origin.object;
    const entries = secretEntries({ namespace, name });
    if (entries?.includes(entry) === true) return [];
    const finding = { object: origin.object, pointer: origin.pointer + pointer, condition: "ResolvedRefs" } as const;
    const title = `Secret ${namespace}/${name}`;
    if (entries === undefined) return [{ ...finding, code: "UNKNOWN_REFERENCE", detail: `${title} does not exist`, hint: "Create it, or correct the name" }];
    return [{ ...finding, code: "UNKNOWN_REFERENCE", detail: `${title} has no entry ${entry}`, hint: `Its entries are ${entries.join(", ")}` }];
  });
}

function layerOf({ origin, value }: PolicySource): AuthLayer {
  return { source: keyTitle(origin.object), namespace: origin.object.namespace, spec: specOf(value) };
}

const specs = new WeakMap<JsonObject, AuthSpec>();

/** One block stands on many entries; it is read once. */
function specOf(value: JsonObject): AuthSpec {
  const known = specs.get(value);
  if (known !== undefined) return known;
  const spec = authSchema.parse(value);
  specs.set(value, spec);
  return spec;
}

import { stringMatch } from "../../graph/build/lower-match.ts";
import type { StringMatch } from "../../graph/node/match.ts";
import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { type CorsSpec, corsSchema } from "./schema.ts";

/** Cross-origin rules; lists are joined as the headers carry them. */
export interface CorsNode {
  readonly origins: readonly Exclude<StringMatch, { kind: "present" }>[];
  readonly methods: string;
  readonly headers: string;
  readonly expose: string;
  readonly maxAgeSeconds: number | undefined;
  readonly credentials: boolean;
  readonly privateNetwork: boolean;
}

/** Object → graph. Envoy sets no CORS headers on answers of its own, so there the policy would be a promise that is not kept. */
export function lowerCors(effective: EffectivePolicy, context: LowerContext): CorsNode | undefined {
  const spec = readEffective(corsSchema, effective, context);
  if (spec === undefined) return undefined;
  const refusal = refusalOf(spec, context);
  if (refusal !== undefined) {
    context.report({ ...originOf(effective, refusal.path, context), condition: "Accepted", code: refusal.code, detail: refusal.detail, hint: refusal.hint });
    return undefined;
  }
  return {
    origins: (spec.allowOrigins ?? []).map(originMatch).filter((match) => match.kind !== "present"),
    methods: joined(spec.allowMethods),
    headers: joined(spec.allowHeaders),
    expose: joined(spec.exposeHeaders),
    maxAgeSeconds: spec.maxAge === undefined ? undefined : Math.floor(durationMs(spec.maxAge) / 1000),
    credentials: spec.allowCredentials ?? false,
    privateNetwork: spec.allowPrivateNetwork ?? false,
  };
}

interface Refusal {
  readonly path: readonly string[];
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

function refusalOf(spec: CorsSpec, context: LowerContext): Refusal | undefined {
  if (context.action?.kind === "respond") {
    return {
      path: [],
      code: "POLICY_HAS_NO_EFFECT",
      detail: "Policy cors has no effect on a rule that answers by itself",
      hint: "Write the headers into respond.headers",
    };
  }
  if (spec.allowOrigins === undefined) {
    return { path: [], code: "POLICY_DOES_NOT_FIT", detail: "Policy cors names no origin", hint: "Set allowOrigins here or at a broader level" };
  }
  if (spec.allowCredentials === true && spec.allowOrigins.includes("*")) {
    return {
      path: ["allowCredentials"],
      code: "POLICY_DOES_NOT_FIT",
      detail: "Credentials cannot be allowed to every origin",
      hint: "Name the origins, or leave allowCredentials out",
    };
  }
  return undefined;
}

function originMatch(origin: NonNullable<CorsSpec["allowOrigins"]>[number]): StringMatch {
  if (typeof origin !== "string") return stringMatch(origin);
  return origin === "*" ? { kind: "regex", value: ".*" } : { kind: "exact", value: origin };
}

function joined(names: readonly string[] | "*" | undefined): string {
  if (names === undefined) return "";
  return typeof names === "string" ? names : names.join(",");
}

import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { durationMs } from "../object/common.ts";
import { type EnvoyPatchSpec, envoyPatchShape } from "../object/envoy-patch.ts";
import { placed } from "./placed-check.ts";

const dayMs = 86_400_000;

/** Envoy keeps these when their time to live is over. */
const keptForever: ReadonlySet<EnvoyPatchSpec["target"]["type"]> = new Set(["endpoint", "route"]);

/** The checks of an EnvoyPatch's spec. */
export const envoyPatchChecks = [
  placed("", z.object({ target: envoyPatchShape.target, ttl: z.string() }), ({ target }): readonly Problem[] => {
    if (!keptForever.has(target.type)) return [];
    const detail = `Field ttl does not go with a target of type ${target.type}, which Envoy keeps when its time to live is over`;
    return [{ code: "FIELD_NOT_ALLOWED", pointer: "/spec/ttl", detail, hint: "It goes with listener, cluster, extension and scoped-route" }];
  }),
  placed("/ttl", envoyPatchShape.ttl.def.innerType, (text, pointer): readonly Problem[] => {
    const ms = durationMs(text);
    if (ms >= 1000 && ms <= dayMs) return [];
    return [{ code: "OUT_OF_RANGE", pointer, detail: `Duration ${text} is too ${ms < 1000 ? "short" : "long"}; it must be between 1s and 1d` }];
  }),
];

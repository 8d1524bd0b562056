import type { AskedRequest } from "../../../authz/decide/explain/asked-request.ts";
import { compilePlan } from "../../../authz/decide/plan/compile-plan.ts";
import type { CompiledPlan } from "../../../authz/decide/plan/compiled-plan.ts";
import { explainRequest } from "../../../graph/explain/explain-request.ts";
import { matchRe2 } from "../../../kit/re2/match-re2.ts";
import { sealKey } from "../../../kit/seal.ts";
import { silentLogger } from "../../../kit/telemetry.ts";
import { type AuthPlan, authPlanHash } from "../../../model/auth/auth-plan.ts";
import { authSchema } from "../../../model/auth/auth-schema.ts";
import type { Model } from "../../../model/model.ts";
import { keyText, keyTitle, type StoredObject, type WrittenObject } from "../../../model/object/object.ts";
import { auth } from "../../../policy/auth/auth.ts";
import type { AuthNode } from "../../../policy/auth/lower.ts";
import { newestLevel, policies } from "../../../policy/registry.ts";
import { allFindings } from "../../fleet/check-write.ts";
import { World } from "../../fleet/world.ts";
import { systemRandom } from "../../system.ts";
import { type AuthFacts, createAuthFacts } from "../auth-book.ts";
import { followAuthObjects } from "../follow-auth-objects.ts";

/** What decides a request. */
export type FoundPlan =
  /** `path` is what the policy sees of the request's. */
  | { readonly kind: "plan"; readonly plan: CompiledPlan; readonly path: string }
  /** It gets in, or is answered by the proxy, without being asked about; or nobody can say what decides. */
  | { readonly kind: "none"; readonly summary: string };

/** Objects of files, as if a control plane had them. No store, no server. */
export class OfflineAuth {
  readonly facts: AuthFacts;
  readonly #objects: readonly WrittenObject[];
  readonly #world: World;
  readonly #compiled = new Map<string, CompiledPlan>();

  /** Objects are as old as `now` says, in milliseconds since the Unix epoch. */
  constructor(objects: readonly WrittenObject[], { model, now }: { readonly model: Model; readonly now: number }) {
    const key = sealKey(systemRandom.bytes(32));
    this.#objects = objects;
    this.facts = createAuthFacts(key);
    this.#world = new World({ model, policies, sealKey: key });
    followAuthObjects(this.#world, { model, facts: this.facts, logger: silentLogger });
    this.#world.replace(objects.map((object, index) => stored(object, index + 1, now)));
    this.#world.engine.flush();
  }

  /** What keeps gateways, routes and policies from being in force as they are written, in words: something that the files lack, for example. Of files without gateways nobody wants to know. */
  get findings(): readonly string[] {
    if (!this.#hasGateways) return [];
    return this.#objects
      .filter(({ kind }) => kind === "Gateway" || kind === "Route" || kind === "Policy")
      .flatMap((object) => allFindings(this.#world, keyText(object)).filter((finding) => keyText(finding.object) === keyText(object)))
      .map(({ object, pointer, detail }) => `${keyTitle(object)}${pointer}: ${detail}`);
  }

  /** What a Policy demands by itself, by `namespace/name`; undefined when there is none that has the block `auth`. */
  policy(name: string): CompiledPlan | undefined {
    const object = this.#objects.find((one) => one.kind === "Policy" && `${one.namespace}/${one.name}` === name);
    const block = object?.spec["auth"];
    if (object === undefined || block === undefined) return undefined;
    return this.#compile({ layers: [{ source: keyTitle(object), namespace: object.namespace, spec: authSchema.parse(block) }] });
  }

  /** Names of the policies that have the block `auth`. */
  get policyNames(): readonly string[] {
    return this.#objects.flatMap(({ kind, namespace, name, spec }) => (kind === "Policy" && spec["auth"] !== undefined ? [`${namespace}/${name}`] : []));
  }

  /** What decides a request: what its route demands; in files without gateways their only policy. */
  find({ method, scheme, host, path, headers }: AskedRequest): FoundPlan {
    if (!this.#hasGateways) return this.#onlyPolicy(path);
    const request = { method, url: `${scheme}://${host}${path}`, headers };
    const { summary, rule, path: seen } = explainRequest(this.#world.graph, request, (pattern, text) => matchRe2(pattern)?.test(text) ?? false);
    const plan = (rule?.policies[auth.name] as AuthNode | undefined)?.plan;
    if (rule === undefined) return { kind: "none", summary };
    if (plan === undefined) return { kind: "none", summary: `Nothing is demanded of it (no policy auth): ${summary}` };
    return { kind: "plan", plan: this.#compile(plan), path: seen ?? path };
  }

  get #hasGateways(): boolean {
    return this.#objects.some(({ kind }) => kind === "Gateway");
  }

  #onlyPolicy(path: string): FoundPlan {
    const names = this.policyNames;
    const [only] = names;
    const plan = names.length === 1 && only !== undefined ? this.policy(only) : undefined;
    if (plan !== undefined) return { kind: "plan", plan, path };
    const which = names.length === 0 ? "none of their policies has the block auth" : `they have several policies: ${names.join(", ")}`;
    return { kind: "none", summary: `The files have no Gateway, and ${which}; name the policy` };
  }

  #compile(plan: AuthPlan): CompiledPlan {
    const hash = authPlanHash(plan);
    const known = this.#compiled.get(hash);
    if (known !== undefined) return known;
    const compiled = compilePlan(plan, hash);
    this.#compiled.set(hash, compiled);
    return compiled;
  }
}

/** A gateway is of the newest level, as if it were created now. */
function stored(object: WrittenObject, revision: number, now: number): StoredObject {
  const at = new Date(now).toISOString();
  const level = object.kind === "Gateway" && object.spec["level"] === undefined ? { level: newestLevel() } : {};
  return { ...object, spec: { ...object.spec, ...level }, revision, createdAt: at, updatedAt: at, owner: "" };
}

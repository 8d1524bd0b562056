import type { AuthLayer, AuthPlan } from "../../../model/auth/auth-plan.ts";
import type { AuthSpec } from "../../../model/auth/auth-schema.ts";
import type { IdentifyMethod } from "../../../model/auth/identify-schema.ts";
import { identityName } from "../../../model/auth/identity-name.ts";
import { keptTimes } from "../../../model/auth/kept-times.ts";
import { PathTable } from "../authorize/path-table.ts";
import { requestConditions } from "../authorize/request-conditions.ts";
import { compileRules } from "../authorize/rules-table.ts";
import type { ConsumerScope } from "../directory/consumer.ts";
import { anonymousIdentifier } from "../identify/anonymous.ts";
import { apiKeyIdentifier } from "../identify/api-key.ts";
import type { Identifier, PolicyPlace } from "../identify/attempt.ts";
import { basicIdentifier } from "../identify/basic.ts";
import { certificateIdentifier } from "../identify/certificate.ts";
import { oidcIdentifier } from "../identify/login/oidc-identifier.ts";
import { signatureIdentifier } from "../identify/signature/signature-identifier.ts";
import { introspectionIdentifier } from "../identify/token/introspection-identifier.ts";
import { jwtIdentifier } from "../identify/token/jwt-identifier.ts";
import { credentialInputs } from "../record/credentials.ts";
import { hasParameters } from "../request/request-path.ts";
import { compileShape } from "../shape/shape.ts";
import type { CompiledLayer, CompiledPlan } from "./compiled-plan.ts";
import { escapedNamesOf } from "./escaped-names.ts";
import { distinctInputs, type Input, presenceInput } from "./input.ts";

/** Makes a plan ready to decide. The model has checked every block, so nothing of it can fail. */
export function compilePlan(plan: AuthPlan, hash: string): CompiledPlan {
  const paths = new PathTable();
  const layers = plan.layers.map((layer) => compileLayer(layer, paths));
  const escapedNames = escapedNamesOf(ownParameters(layers));
  return {
    hash,
    plan,
    layers,
    paths,
    keySources: layers.flatMap(({ identifiers }) => identifiers.flatMap(({ keySources }) => keySources ?? [])),
    credentials: distinctInputs(credentialInputs(layers.flatMap(({ identifiers }) => identifiers))),
    inputs: distinctInputs([...layers.flatMap(inputsOf), ...plan.layers.flatMap(appendInputs), ...(escapedNames === undefined ? [] : [escapedNames.input])]),
    escapedNames,
    staleness: plan.layers.some(({ spec }) => spec.staleness === "deny" && spec.shadow !== true) ? "deny" : "continue",
  };
}

function compileLayer({ source, namespace, spec }: AuthLayer, paths: PathTable): CompiledLayer {
  const place: PolicyPlace = { scope: scopeOf(spec.consumers, namespace), namespace };
  const excuses = (spec.unless ?? []).map((test) => requestConditions(test, paths));
  const identifiers = (spec.identify ?? []).map((method) => compileIdentifier(method, place));
  const rules = spec.authorize === undefined ? undefined : compileRules(spec.authorize.rules, { home: namespace, paths });
  return {
    source,
    namespace,
    shadow: spec.shadow ?? false,
    excuses,
    unless: spec.unless ?? [],
    identifiers,
    hides: identifiers.flatMap(({ hides }) => hides ?? []),
    rules,
    readsPath: [...inputsOfExcuses(excuses), ...(rules?.inputs ?? [])].some(({ ofPath }) => ofPath === true),
    knowsParameters: pathTexts(spec).some(hasParameters),
    shape: compileShape(spec.shape, namespace),
    claims: spec.shape?.claims,
    answers: spec.answers,
    ...keptTimes(spec),
  };
}

function scopeOf(consumers: AuthSpec["consumers"], namespace: string): ConsumerScope {
  return { home: namespace, namespaces: consumers === "all" ? "all" : new Set(consumers?.namespaces ?? [namespace]) };
}

function compileIdentifier(method: IdentifyMethod, place: PolicyPlace): Identifier {
  const name = identityName(method);
  const { scope } = place;
  if (method.apiKey !== undefined) return apiKeyIdentifier(name, method.apiKey, scope);
  if (method.jwt !== undefined) return jwtIdentifier(name, method.jwt, scope);
  if (method.introspection !== undefined) return introspectionIdentifier(name, method.introspection, place);
  if (method.basic !== undefined) return basicIdentifier(name, method.basic, scope);
  if (method.oidc !== undefined) return oidcIdentifier(name, method.oidc, place);
  if (method.signature !== undefined) return signatureIdentifier(name, method.signature, scope);
  return method.certificate === undefined ? anonymousIdentifier(name, method.anonymous) : certificateIdentifier(name, method.certificate, scope);
}

/** What is put behind a header stands alone where there is none. */
function appendInputs({ spec }: AuthLayer): readonly Input[] {
  return Object.keys(spec.shape?.appendHeaders ?? {}).map((name) => presenceInput(name.toLowerCase()));
}

/** The names of query parameters that layers that count set, take away or read as credentials that do not go on. */
function ownParameters(layers: readonly CompiledLayer[]): ReadonlySet<string> {
  const counting = layers.filter(({ shadow }) => !shadow);
  const shaped = counting.flatMap(({ shape }) => shape(undefined).query.map(({ name }) => name));
  const hidden = counting.flatMap(({ hides }) => hides.flatMap((removal) => ("cookieFamily" in removal ? [] : (removal.query ?? []))));
  return new Set([...shaped, ...hidden]);
}

/** What a layer writes of paths. */
function pathTexts({ unless = [], authorize }: AuthSpec): readonly string[] {
  const rules = authorize?.rules ?? [];
  return [...[...unless, ...rules].flatMap(({ paths }) => paths ?? []), ...rules.flatMap(({ when }) => when ?? [])];
}

function inputsOf({ excuses, identifiers, rules }: CompiledLayer): readonly Input[] {
  return [...inputsOfExcuses(excuses), ...identifiers.flatMap(({ inputs }) => inputs), ...(rules?.inputs ?? [])];
}

function inputsOfExcuses(excuses: CompiledLayer["excuses"]): readonly Input[] {
  return excuses.flatMap((conditions) => conditions.flatMap(({ inputs }) => inputs));
}

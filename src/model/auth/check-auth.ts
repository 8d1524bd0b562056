import type { JsonObject } from "../../kit/json.ts";
import { appendPointer, pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "../check/complaint.ts";
import { readTemplate } from "../check/uri-template.ts";
import { parseAddressRange } from "./address-range.ts";
import type { AuthSpec } from "./auth-schema.ts";
import { checkAnswers } from "./check-answers.ts";
import { checkExcuses } from "./check-excuses.ts";
import { checkJwt, namedClaimProblems } from "./check-jwt.ts";
import { checkLogins, checkOidc } from "./check-oidc.ts";
import { checkSignature } from "./check-signature.ts";
import { checkTimes } from "./check-times.ts";
import { claimProblems } from "./claim-name.ts";
import { expressionProblems } from "./expression/expression-problems.ts";
import type { IdentifyMethod } from "./identify-schema.ts";
import { identityNames } from "./identity-name.ts";
import { readPlaceholders } from "./placeholders.ts";
import type { AuthRule, RequestTest, TimeWindow } from "./rule-schema.ts";

/** What is wrong with a block of the `auth` policy that its schema takes. */
export function checkAuth(value: JsonObject, pointer: string): readonly Problem[] {
  const spec = value as unknown as AuthSpec;
  const found = [
    ...emptyProblems(spec),
    ...askProblems(spec),
    ...checkTimes(spec),
    ...identifyProblems(spec),
    ...checkLogins(spec),
    ...(spec.unless ?? []).flatMap((test, index) => requestProblems(test, pointerOf("unless", index))),
    ...checkExcuses(spec),
    ...(spec.authorize?.rules ?? []).flatMap((rule, index) => ruleProblems(rule, { spec, pointer: pointerOf("authorize", "rules", index) })),
    ...shapeProblems(spec),
    ...checkAnswers(spec.answers),
  ];
  return found.map((problem) => ({ ...problem, pointer: pointer + problem.pointer }));
}

function emptyProblems(spec: AuthSpec): readonly Problem[] {
  if (spec.identify !== undefined || spec.authorize !== undefined || spec.shape !== undefined) return [];
  const hint = "Say who may call with identify, or what callers may do with authorize";
  return [{ code: "MISSING_FIELD", pointer: "", detail: "Policy auth demands nothing", hint }];
}

function askProblems({ ask, staleness }: AuthSpec): readonly Problem[] {
  if (ask?.failOpen === undefined || staleness !== "deny") return [];
  const detail = "Policy auth lets nobody in while the store is silent, and everybody while nobody can be asked";
  return [{ code: "CONFLICTING_FIELDS", pointer: pointerOf("ask", "failOpen"), detail, hint: "Leave out failOpen, or staleness: deny" }];
}

function identifyProblems({ identify = [] }: AuthSpec): readonly Problem[] {
  const names = identityNames(identify);
  return identify.flatMap((method, index): readonly Problem[] => {
    const pointer = pointerOf("identify", index);
    const earlier = names.indexOf(names[index] ?? "");
    if (earlier < index) {
      const detail = `Two ways of identification are called ${names[index] ?? ""}`;
      return [{ code: "DUPLICATE_NAME", pointer, detail, hint: "Give one of them a name of its own" }];
    }
    if (method.anonymous === undefined || index === identify.length - 1) return methodProblems(method, pointer);
    const detail = "Ways of identification after anonymous are never tried";
    return [{ code: "FIELD_NOT_ALLOWED", pointer, detail, hint: "Put anonymous last" }];
  });
}

function methodProblems({ jwt, introspection, oidc, signature }: IdentifyMethod, pointer: string): readonly Problem[] {
  if (jwt !== undefined) return checkJwt(jwt, `${pointer}/jwt`);
  if (introspection !== undefined) return namedClaimProblems(introspection, `${pointer}/introspection`);
  if (signature !== undefined) return checkSignature(signature, `${pointer}/signature`);
  return oidc === undefined ? [] : checkOidc(oidc, `${pointer}/oidc`);
}

function requestProblems({ paths = [], methods = [] }: RequestTest, pointer: string): readonly Problem[] {
  const ofPaths = paths.flatMap((path, index): readonly Problem[] => {
    const read = readTemplate(path);
    if (!("error" in read)) return [];
    const detail = `Template ${shown(path)} is not valid: ${read.error}`;
    return [{ code: "INVALID_TEMPLATE", pointer: pointer + pointerOf("paths", index), detail, hint: "Write for example /users/{id}/**" }];
  });
  const ofMethods = methods.flatMap((method, index): readonly Problem[] => {
    if (method === method.toUpperCase()) return [];
    const detail = `Method ${shown(method)} is not in upper case, so no request has it`;
    return [{ code: "INVALID_METHOD", pointer: pointer + pointerOf("methods", index), detail, hint: `Write ${method.toUpperCase()}` }];
  });
  return [...ofPaths, ...ofMethods];
}

function ruleProblems(rule: AuthRule, { spec, pointer }: { readonly spec: AuthSpec; readonly pointer: string }): readonly Problem[] {
  const names = identityNames(spec.identify ?? []);
  const ofIdentity =
    spec.identify === undefined
      ? []
      : (rule.identifiedBy ?? []).flatMap((name, index) => unknownMethod(name, names, pointer + pointerOf("identifiedBy", index)));
  const ofAddresses = (rule.addresses ?? []).flatMap((range, index): readonly Problem[] => {
    if (parseAddressRange(range) !== undefined) return [];
    const hint = "Write an address, or a range whose bits behind the prefix are 0: 10.0.0.0/8";
    return [{ code: "INVALID_ADDRESS", pointer: pointer + pointerOf("addresses", index), detail: `Address range ${shown(range)} is not valid`, hint }];
  });
  const ofClaims = (rule.claims ?? []).flatMap(({ claim }, index) => claimProblems(claim, pointer + pointerOf("claims", index, "claim")));
  return [
    ...requestProblems(rule, pointer),
    ...ofIdentity,
    ...ofAddresses,
    ...ofClaims,
    ...timeProblems(rule.time, `${pointer}/time`),
    ...expressionProblems(rule.when, `${pointer}/when`),
  ];
}

function unknownMethod(name: string, names: readonly string[], pointer: string): readonly Problem[] {
  if (names.includes(name)) return [];
  return [{ code: "INVALID_VALUE", pointer, detail: `No way of identification is called ${name}`, hint: `There are ${names.join(", ")}` }];
}

function timeProblems(window: TimeWindow | undefined, pointer: string): readonly Problem[] {
  if (window === undefined) return [];
  const { from, until, zone } = window;
  const problems: Problem[] = [];
  for (const [field, text] of [
    ["from", from],
    ["until", until],
  ] as const) {
    if (text !== undefined && Number.isNaN(Date.parse(text))) {
      problems.push({
        code: "INVALID_TIME",
        pointer: `${pointer}/${field}`,
        detail: `Time ${shown(text)} does not exist`,
        hint: "Look at its month, day and hour",
      });
    }
  }
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) {
    problems.push({ code: "OUT_OF_RANGE", pointer: `${pointer}/until`, detail: `Time ${until} is not after ${from}`, hint: "Such a window never holds" });
  }
  if (zone !== undefined && !isZone(zone)) {
    problems.push({
      code: "INVALID_VALUE",
      pointer: `${pointer}/zone`,
      detail: `Time zone ${shown(zone)} is not known`,
      hint: "Write a name of the IANA database: Europe/Berlin",
    });
  }
  return problems;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function shapeProblems({ shape }: AuthSpec): readonly Problem[] {
  const texts = [
    ...textsOf(shape?.headers, "/shape/headers"),
    ...textsOf(shape?.appendHeaders, "/shape/appendHeaders"),
    ...textsOf(shape?.responseHeaders, "/shape/responseHeaders"),
    ...textsOf(shape?.appendResponseHeaders, "/shape/appendResponseHeaders"),
    ...textsOf(shape?.query?.set, "/shape/query/set"),
  ];
  const ofTexts = texts.flatMap(({ pointer, text }): readonly Problem[] => {
    const read = readPlaceholders(text);
    return "error" in read ? [{ code: "INVALID_VALUE", pointer, detail: read.error }] : [];
  });
  const names = [
    ...Object.keys(shape?.headers ?? {}).map((name) => ({ name, pointer: appendPointer("/shape/headers", name) })),
    ...Object.keys(shape?.appendHeaders ?? {}).map((name) => ({ name, pointer: appendPointer("/shape/appendHeaders", name) })),
    ...(shape?.removeHeaders ?? []).map((name, index) => ({ name, pointer: pointerOf("shape", "removeHeaders", index) })),
  ];
  const ofHost = names.flatMap(({ name, pointer }): readonly Problem[] => {
    if (name.toLowerCase() !== "host") return [];
    return [{ code: "INVALID_HEADER_NAME", pointer, detail: "Header Host cannot be changed here", hint: "Use the route's rewrite.host" }];
  });
  const ofClaims = (shape?.claims ?? []).flatMap((claim, index) => claimProblems(claim, pointerOf("shape", "claims", index)));
  return [...ofTexts, ...ofHost, ...ofClaims];
}

function textsOf(record: Readonly<Record<string, string>> | undefined, base: string): readonly { readonly pointer: string; readonly text: string }[] {
  return Object.entries(record ?? {}).map(([name, text]) => ({ pointer: appendPointer(base, name), text }));
}

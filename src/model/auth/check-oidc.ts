import { appendPointer, pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "../check/complaint.ts";
import type { AuthSpec } from "./auth-schema.ts";
import { namedClaimProblems } from "./check-jwt.ts";
import { type OidcSettings, oidcSettings } from "./oidc-defaults.ts";
import type { OidcSpec } from "./oidc-schema.ts";

const shortestMs = 60_000;
/** Sluice writes these itself. */
const ownParameters = ["client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

/** What is wrong with identification by a login. */
export function checkOidc(spec: OidcSpec, pointer: string): readonly Problem[] {
  const settings = oidcSettings(spec);
  const found = [
    ...issuerProblems(spec),
    ...scopeProblems(settings),
    ...parameterProblems(spec),
    ...pathProblems(settings),
    ...cookieProblems(settings.cookie),
    ...timeProblems(settings),
    ...claimProblemsOf(spec),
  ];
  return found.map((problem) => ({ ...problem, pointer: pointer + problem.pointer }));
}

function claimProblemsOf({ subject, groups }: OidcSpec): readonly Problem[] {
  return namedClaimProblems({ ...(subject !== undefined && { subject }), ...(groups !== undefined && { groups }) }, "");
}

function issuerProblems({ issuer }: OidcSpec): readonly Problem[] {
  if (!issuer.includes("?")) return [];
  return [{ code: "INVALID_VALUE", pointer: "/issuer", detail: `Issuer ${shown(issuer)} has a query`, hint: "Write it as its metadata has it" }];
}

function scopeProblems({ scopes }: OidcSettings): readonly Problem[] {
  if (scopes.includes("openid")) return [];
  return [{ code: "MISSING_FIELD", pointer: "/scopes", detail: "Scopes lack openid, so that nobody says who logged in", hint: "Add openid" }];
}

function parameterProblems({ parameters = {} }: OidcSpec): readonly Problem[] {
  const names = Object.keys(parameters).filter((name) => ownParameters.includes(name));
  return names.map((name) => {
    const pointer = appendPointer("/parameters", name);
    return { code: "FIELD_NOT_ALLOWED", pointer, detail: `Parameter ${name} is written by the gateway itself`, hint: "Leave it out" };
  });
}

function pathProblems({ redirectPath, logoutPath, logoutRedirect, backChannelPath }: OidcSettings): readonly Problem[] {
  const own = { ...(backChannelPath !== undefined && { "/logout/backChannel": backChannelPath }) };
  const paths = { "/redirectPath": redirectPath, "/logout/path": logoutPath, "/logout/redirect": logoutRedirect, ...own };
  const odd = Object.entries(paths).flatMap(([pointer, path]): readonly Problem[] => {
    if (!/[%\\]|\/\/|\/\.{1,2}(?:\/|$)/u.test(path)) return [];
    return [{ code: "INVALID_PATH", pointer, detail: `Path ${shown(path)} can be written in another way`, hint: "Leave out %, \\, //, /. and /.." }];
  });
  if (redirectPath === logoutPath)
    return [...odd, { code: "CONFLICTING_FIELDS", pointer: "/logout/path", detail: `Path ${redirectPath} is redirectPath too`, hint: "Give them two paths" }];
  if (backChannelPath !== undefined && [redirectPath, logoutPath, logoutRedirect].includes(backChannelPath)) {
    const detail = `Path ${backChannelPath} has another meaning in this login already`;
    return [...odd, { code: "CONFLICTING_FIELDS", pointer: "/logout/backChannel", detail, hint: "Give it a path of its own" }];
  }
  if (logoutRedirect !== redirectPath && logoutRedirect !== logoutPath) return odd;
  const detail = `Path ${logoutRedirect} is one of the login itself`;
  return [...odd, { code: "CONFLICTING_FIELDS", pointer: "/logout/redirect", detail, hint: "Name a page that browsers may see after they logged out" }];
}

/** What browsers refuse (RFC 6265bis §4.1.3). */
function cookieProblems({ name, domain, sameSite, secure }: OidcSettings["cookie"]): readonly Problem[] {
  const pointer = "/session/cookie";
  const isHost = name.toLowerCase().startsWith("__host-");
  const problems: Problem[] = [];
  if (isHost && domain !== undefined) {
    const detail = `Cookie ${name} cannot have a domain: browsers refuse it`;
    problems.push({ code: "CONFLICTING_FIELDS", pointer: `${pointer}/domain`, detail, hint: "Name it __Secure-session, or leave out domain" });
  }
  if (!secure && (isHost || name.toLowerCase().startsWith("__secure-"))) {
    const detail = `Cookie ${name} must be secure: browsers refuse it`;
    problems.push({ code: "CONFLICTING_FIELDS", pointer: `${pointer}/secure`, detail, hint: "Name it session, or leave out secure" });
  }
  if (!secure && sameSite === "none") {
    const detail = "A cookie with sameSite none must be secure: browsers refuse it";
    problems.push({ code: "CONFLICTING_FIELDS", pointer: `${pointer}/sameSite`, detail, hint: "Leave out sameSite or secure" });
  }
  return problems;
}

function timeProblems({ idleMs, absoluteMs }: OidcSettings): readonly Problem[] {
  const fields = [
    ["/session/idle", idleMs],
    ["/session/absolute", absoluteMs],
  ] as const;
  const short = fields.flatMap(([pointer, ms]): readonly Problem[] =>
    ms >= shortestMs ? [] : [{ code: "OUT_OF_RANGE", pointer, detail: "A session of less than a minute is a login for every page", hint: "Write 1m or more" }],
  );
  if (absoluteMs >= idleMs) return short;
  const detail = "Sessions end before they can be idle for so long";
  return [...short, { code: "OUT_OF_RANGE", pointer: "/session/idle", detail, hint: "Make idle shorter than absolute" }];
}

/** A login sends browsers away and changes cookies: a trial that changes nothing cannot have one, and two would send browsers to and fro. */
export function checkLogins({ identify = [], shadow, ask }: AuthSpec): readonly Problem[] {
  const logins = identify.flatMap(({ oidc }, index) => (oidc === undefined ? [] : [pointerOf("identify", index, "oidc")]));
  const [first, second] = logins;
  const problems: Problem[] = [];
  if (second !== undefined) {
    const detail = "A second login is never offered: browsers are sent to the first";
    problems.push({
      code: "FIELD_NOT_ALLOWED",
      pointer: second,
      detail,
      hint: "Give each host or path its own policy, or let the identity provider broker both",
    });
  }
  if (first !== undefined && shadow === true) {
    const detail = "A login cannot be tried in shadow: it answers in place of the backend";
    problems.push({ code: "CONFLICTING_FIELDS", pointer: "/shadow", detail, hint: "Leave out shadow, or try it on a path of its own" });
  }
  if (first !== undefined && ask?.failOpen !== undefined) {
    const detail = "A login would be left out while nobody can be asked, and its cookies would reach the backend";
    problems.push({ code: "CONFLICTING_FIELDS", pointer: "/ask/failOpen", detail, hint: "Leave out failOpen" });
  }
  return problems;
}

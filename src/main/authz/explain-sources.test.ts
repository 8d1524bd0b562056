import { describe, expect, it } from "vitest";
import { layer, testKey } from "../../../test/kit/authz/service.ts";
import { keySet, signToken, tokenKey } from "../../../test/kit/authz/tokens.ts";
import { issuer, loginClient, sessionCookie, Visit } from "../../../test/kit/authz/visit.ts";
import { sendJson, startWebServer } from "../../../test/kit/authz/web-server.ts";
import { compilePlan } from "../../authz/decide/plan/compile-plan.ts";
import { explainCheck } from "../../authz/explain-check.ts";
import { authPlanHash } from "../../model/auth/auth-plan.ts";
import { createAuthFacts } from "./auth-book.ts";
import { explainPatience, explainSources, type KeptState } from "./explain-sources.ts";

const spec = { issuer, client: loginClient, session: { keptIn: "server" } };

/** What is told of a request with the cookie of whoever is logged in. */
async function explained(visit: Visit, kept: KeptState) {
  const plan = { layers: [layer({ identify: [{ oidc: spec }] })] };
  const cookie = `${sessionCookie}=${visit.browser.cookies.get(sessionCookie) ?? ""}`;
  const asked = { method: "GET", scheme: "https", host: "api.example.com", path: "/data", headers: { cookie } };
  const facts = createAuthFacts(testKey);
  return explainCheck(compilePlan(plan, authPlanHash(plan)), asked, {
    facts,
    sources: explainSources(facts, kept),
    now: visit.service.clock.now(),
    patience: explainPatience,
  });
}

it("an explanation asks for keys anew that could not be fetched a moment ago", async () => {
  const key = tokenKey();
  const web = await startWebServer((_, response) => void response.writeHead(500).end());
  const plan = { layers: [layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: ["shop"], jwks: `${web.url}/keys` }] } }] })] };
  const now = Date.now();
  const token = signToken(key, { iss: issuer, aud: "shop", sub: "ann", exp: Math.floor(now / 1000) + 60 });
  const asked = { method: "GET", scheme: "https", host: "api.example.com", path: "/", headers: { authorization: `Bearer ${token}` } };
  const facts = createAuthFacts(testKey);
  const options = { facts, sources: explainSources(facts), now, patience: explainPatience };
  const explain = () => explainCheck(compilePlan(plan, authPlanHash(plan)), asked, options);
  expect(await explain()).toMatchObject({ outcome: "error" });
  web.answer = sendJson(keySet(key));
  expect(await explain()).toMatchObject({ outcome: "allowed" });
  await web.close();
});

describe("an explanation of a session that servers keep", () => {
  it("finds it where the role authz has it, and leaves it as it is", async () => {
    const visit = new Visit({ session: { keptIn: "server" } });
    await visit.logIn({}, { refresh_token: null });
    visit.service.clock.advance(10 * 60_000);
    expect(await explained(visit, () => visit.service.state)).toMatchObject({ outcome: "allowed", identity: { subject: "alice" } });
    visit.service.clock.advance(25 * 60_000);
    expect(await explained(visit, () => visit.service.state)).toMatchObject({ outcome: "denied", code: "credential_expired" });
  });

  it("says where to ask when the role does not run there", async () => {
    const visit = new Visit({ session: { keptIn: "server" } });
    await visit.logIn();
    const told = await explained(visit, () => undefined);
    expect(told).toMatchObject({ outcome: "error", code: "ERR_AUTHZ_STATE" });
    expect(told.summary).toContain("ask a process that has it and the role admin");
  });
});

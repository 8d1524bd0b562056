import { describe, expect, it } from "vitest";
import { layer, testKey } from "../../../test/kit/authz/service.ts";
import { issuer, loginClient, sessionCookie, Visit } from "../../../test/kit/authz/visit.ts";
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

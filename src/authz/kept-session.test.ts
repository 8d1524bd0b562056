import { describe, expect, it, vi } from "vitest";
import { keySet, tokenKey } from "../../test/kit/authz/tokens.ts";
import { issuer, sessionCookie, soon, Visit } from "../../test/kit/authz/visit.ts";
import type { Json } from "../kit/json.ts";
import { AuthzError } from "./errors.ts";

const kept = { session: { keptIn: "server" } };

/** Two replicas that one browser meets by turns. */
function replicas(): readonly [Visit, Visit] {
  const one = new Visit(kept, {}, { isShared: true });
  return [one, new Visit(kept, {}, { beside: one })];
}

describe("a session that replicas keep together", () => {
  it("is at each of them, and the cookie has nothing but its id", async () => {
    const [one, two] = replicas();
    await one.logIn({ roles: "x".repeat(9000) });
    expect(one.browser.cookies.get(sessionCookie)?.length).toBeLessThan(120);
    expect(await two.open()).toMatchObject({ outcome: "allowed", metadata: { consumer: "https://idp.example.com#alice" } });
    one.service.clock.advance(180_000);
    expect((await two.open()).cookies).toHaveLength(1);
    expect((await one.open()).outcome).toBe("allowed");
  });

  it("is ended for every copy of its cookie within a second", async () => {
    const [one, two] = replicas();
    await one.logIn();
    const copy = one.browser.opens("/orders");
    expect((await two.service.askLater(copy)).outcome).toBe("allowed");
    await one.open("/logout");
    one.service.clock.advance(1000);
    expect((await two.service.askLater(copy)).status).toBe(302);
    expect((await one.service.askLater(copy)).status).toBe(302);
  });

  it("does not come back by a request that was under way when it was ended", async () => {
    const [one, two] = replicas();
    await one.logIn();
    one.service.clock.advance(300_000);
    const { promise, resolve } = Promise.withResolvers<Json>();
    one.gives(promise);
    const copy = one.browser.opens("/orders");
    const underWay = one.service.askLater(copy);
    await two.open("/logout");
    resolve(one.tokens(one.claims("")));
    expect(await underWay).toMatchObject({ outcome: "denied", status: 302 });
    expect((await two.service.askLater(copy)).status).toBe(302);
  });

  it("goes on as another replica has kept it, when this one can make nothing of the answer", async () => {
    const [one, two] = replicas();
    await one.logIn();
    await two.open();
    one.service.clock.advance(300_000);
    const { promise, resolve } = Promise.withResolvers<Json>();
    one.gives(promise);
    const request = one.browser.opens("/orders");
    const replies = [one, two].map((visit) => visit.service.askLater(request));
    await new Promise((go) => void setImmediate(go));
    two.service.web.documents.set(`${issuer}/jwks`, keySet(tokenKey("ES256")));
    resolve(one.tokens(one.claims("", { groups: ["managers"] }), { refresh_token: "rt-2" }));
    for (const reply of await soon(one.service, replies)) expect(reply).toMatchObject({ outcome: "allowed", metadata: { groups: ["managers"] } });
    expect((await two.open()).outcome).toBe("allowed");
  });

  it("ends for all when the provider does not renew it", async () => {
    const [one, two] = replicas();
    await one.logIn();
    one.service.clock.advance(300_000);
    one.gives({ error: "invalid_grant" });
    const copy = one.browser.opens("/orders");
    expect((await one.service.askLater(copy)).status).toBe(302);
    expect((await two.service.askLater(copy)).status).toBe(302);
    expect(two.service.web.forms).toEqual([]);
  });

  it("cannot be read where it is kept", async () => {
    const [one] = replicas();
    await one.logIn();
    await one.open();
    const text = one.service.state.get(`session:${one.session ?? ""}`);
    expect(text).toMatch(/^[\w-]{300,}$/u);
    expect(Buffer.from(text ?? "", "base64url").toString("latin1")).not.toContain("rt-1");
  });

  it.each(["get", "set", "claim"] as const)("lets nobody in, in or on, while the state does not answer to %s", async (question) => {
    const [one] = replicas();
    await one.logIn();
    one.gives(one.tokens(one.claims("")));
    one.service.clock.advance(300_000);
    const mock = vi.spyOn(one.service.state, question).mockImplementation(() => {
      throw new AuthzError("ERR_AUTHZ_STATE", "Redis is gone");
    });
    expect((await one.open()).outcome).toBe("error");
    const asked = await one.begin("/other").catch(() => undefined);
    if (asked !== undefined) expect((await one.back(asked)).outcome).toBe("error");
    mock.mockRestore();
    expect((await one.open()).outcome).toBe("allowed");
  });
});

import { describe, expect, it, vi } from "vitest";
import { issuer, sessionCookie, soon, Visit } from "../../test/kit/authz/visit.ts";
import type { Json } from "../kit/json.ts";
import { AuthzError } from "./errors.ts";

const patienceMs = 4000;
/** How long access tokens of the provider live. */
const tokenMs = 300_000;
/** A turn takes up to 10 s and a question 5 s; whoever is silent for longer has crashed. */
const crashedMs = 16_000;

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
/** The refresh tokens that were shown to the provider. */
const shown = (...visits: readonly Visit[]): readonly unknown[] =>
  visits.flatMap(({ service }) => service.web.forms.flatMap(({ fields }) => (fields["grant_type"] === "refresh_token" ? [fields["refresh_token"]] : [])));
const away = (): never => {
  throw new AuthzError("ERR_AUTHZ_STATE", "Redis is gone");
};

describe.each(["cookie", "server"] as const)("a session of several replicas, kept in %s,", (keptIn) => {
  /** Two replicas, and a browser whose session is to be renewed. */
  async function dueAtBoth(): Promise<readonly [Visit, Visit]> {
    const one = new Visit({ session: { keptIn } }, {}, { isShared: true });
    const two = new Visit({ session: { keptIn } }, {}, { beside: one });
    await one.logIn();
    one.service.clock.advance(tokenMs);
    return [one, two];
  }

  const renewedBy = (visit: Visit): Json => visit.tokens(visit.claims("", { groups: ["managers"] }), { refresh_token: "rt-2" });
  const goesOn = { outcome: "allowed", metadata: { groups: ["managers"] } };

  it("is renewed by one question, however many tabs ask at once and after, wherever", async () => {
    const [one, two] = await dueAtBoth();
    const { promise, resolve } = Promise.withResolvers<Json>();
    one.gives(promise);
    two.gives({ error: "invalid_grant" });
    const old = one.browser.opens("/orders");
    const replies = [one, two, one, two].map((visit) => visit.service.askLater(old, patienceMs));
    await settled();
    resolve(renewedBy(one));
    for (const reply of await soon(one.service, replies)) {
      expect(reply).toMatchObject(goesOn);
      one.browser.takes(reply);
    }
    one.service.clock.advance(50_000);
    expect(await two.service.askLater(old)).toMatchObject(goesOn);
    expect(shown(one, two)).toEqual(["rt-1"]);
    two.gives(two.tokens(two.claims(""), { refresh_token: "rt-3" }));
    one.service.clock.advance(tokenMs);
    expect((await two.open()).outcome).toBe("allowed");
    expect(shown(one, two)).toEqual(["rt-1", "rt-2"]);
  });

  it("has the answer that came when whoever asked for it had given up", async () => {
    const [one, two] = await dueAtBoth();
    const { promise, resolve } = Promise.withResolvers<Json>();
    one.gives(promise);
    two.gives({ error: "invalid_grant" });
    const lost = one.service.askLater(one.browser.opens("/orders"), 1000);
    one.service.clock.advance(1000);
    expect((await lost).outcome).toBe("error");
    resolve(renewedBy(one));
    await settled();
    one.service.clock.advance(50_000);
    expect(await two.open()).toMatchObject(goesOn);
    expect(await one.open()).toMatchObject(goesOn);
    expect(shown(one, two)).toEqual(["rt-1"]);
  });

  it("is renewed by the next request when a question failed, wherever", async () => {
    const [one, two] = await dueAtBoth();
    one.gives(new Error("down"));
    expect((await one.open()).outcome).toBe("error");
    two.gives(renewedBy(two));
    expect(await two.open()).toMatchObject(goesOn);
    const [again] = await dueAtBoth();
    again.gives(new Error("down"));
    expect((await again.open()).outcome).toBe("error");
    again.gives(renewedBy(again));
    expect(await again.open()).toMatchObject(goesOn);
  });

  it("is renewed by another replica when the one that began to has crashed, and not before", async () => {
    const [one, two] = await dueAtBoth();
    one.gives(new Promise<Json>(() => undefined));
    two.gives(renewedBy(two));
    const request = one.browser.opens("/orders");
    const began = one.service.askLater(request, 1000);
    const [lost, early] = await soon(one.service, [began, two.service.askLater(request, patienceMs)]);
    expect([lost?.outcome, early?.outcome]).toEqual(["error", "error"]);
    expect(shown(two)).toEqual([]);
    one.service.clock.advance(crashedMs);
    const [late] = await soon(one.service, [two.service.askLater(request, patienceMs)]);
    expect(late).toMatchObject(goesOn);
  });

  it("does not come back by a renewal that was under way when its user logged out, and its new token is revoked", async () => {
    const [one, two] = await dueAtBoth();
    const { promise, resolve } = Promise.withResolvers<Json>();
    one.gives(promise);
    two.gives({ error: "invalid_grant" });
    one.service.web.documents.set(`${issuer}/revoke`, null);
    const copy = one.browser.opens("/orders");
    const replies = [one, two].map((visit) => visit.service.askLater(copy, patienceMs));
    await settled();
    await two.open("/logout");
    resolve(renewedBy(one));
    for (const reply of await soon(one.service, replies)) {
      expect(reply).toMatchObject({ outcome: "denied", status: 302 });
      expect(reply.cookies.filter((line) => line.startsWith(`${sessionCookie}=`) && !line.includes("Max-Age=0;"))).toEqual([]);
    }
    expect((await one.service.askLater(copy)).status).toBe(302);
    expect((await two.service.askLater(copy)).status).toBe(302);
    expect(shown(one, two)).toEqual(["rt-1"]);
    expect(one.service.web.forms.map(({ fields }) => fields["token"])).toContain("rt-2");
  });

  it("ends for all when the provider does not renew it", async () => {
    const [one, two] = await dueAtBoth();
    for (const visit of [one, two]) visit.gives({ error: "invalid_grant" });
    const copy = one.browser.opens("/orders");
    for (const visit of [one, two, one]) expect((await visit.service.askLater(copy)).status).toBe(302);
  });

  it("is renewed by what another replica was given, when this one asked too late", async () => {
    const [one, two] = await dueAtBoth();
    one.gives(renewedBy(one));
    const { promise, resolve } = Promise.withResolvers<Json>();
    two.gives(promise);
    const copy = one.browser.opens("/orders");
    const late = two.service.askLater(copy, patienceMs);
    await settled();
    one.service.clock.advance(crashedMs);
    expect(await one.service.askLater(copy)).toMatchObject(goesOn);
    resolve({ error: "invalid_grant" });
    // Its caller has given up; the next one has what is right.
    await late;
    expect(await two.service.askLater(copy)).toMatchObject(goesOn);
  });

  it("has nothing in the state that could be used by whoever reads it", async () => {
    const [one, two] = await dueAtBoth();
    const { state } = one.service;
    const told: string[] = [];
    for (const name of ["set", "claim"] as const) {
      const own = state[name].bind(state);
      vi.spyOn(state, name).mockImplementation((key, text, forMs) => {
        told.push(key, text, Buffer.from(text, "base64url").toString("latin1"));
        return own(key, text, forMs);
      });
    }
    one.gives(renewedBy(one));
    expect(await one.open()).toMatchObject(goesOn);
    expect(await two.open()).toMatchObject(goesOn);
    expect(told.filter((text) => /^tokens:[\w-]{43}$/u.test(text)).length).toBeGreaterThanOrEqual(2);
    for (const secret of ["rt-1", "rt-2", "at-1", "alice", "managers"]) expect(told.join("\n")).not.toContain(secret);
  });

  it("has the answer that the state did not take at first", async () => {
    const [one, two] = await dueAtBoth();
    const { state } = one.service;
    const own = state.set.bind(state);
    let failures = 3;
    vi.spyOn(state, "set").mockImplementation((key, text, forMs) => {
      // Not a claim, which is short.
      if (key.startsWith("tokens:") && text.length > 100 && failures > 0) {
        failures -= 1;
        away();
      }
      own(key, text, forMs);
    });
    one.gives(renewedBy(one));
    two.gives({ error: "invalid_grant" });
    const copy = one.browser.opens("/orders");
    expect(await one.service.askLater(copy)).toMatchObject(goesOn);
    const [reply] = await soon(one.service, [two.service.askLater(copy, patienceMs)]);
    expect(reply).toMatchObject(goesOn);
    expect(shown(one, two)).toEqual(["rt-1"]);
  });

  it("is not shown to the provider a second time when the state goes away while another replica asks", async () => {
    const [one, two] = await dueAtBoth();
    one.gives(new Promise<Json>(() => undefined));
    two.gives(renewedBy(two));
    const copy = one.browser.opens("/orders");
    const replies = [one, two].map((visit) => visit.service.askLater(copy, patienceMs));
    await settled();
    vi.spyOn(one.service.state, "claim").mockImplementation(away);
    for (const reply of await soon(one.service, replies)) expect(reply.outcome).toBe("error");
    expect(shown(one, two)).toEqual(["rt-1"]);
  });
});

describe("a session in a cookie", () => {
  it("is renewed by each replica for itself while they cannot agree, and a logout is one all the same", async () => {
    const one = new Visit({}, {}, { isShared: true });
    await one.logIn();
    const { state } = one.service;
    for (const name of ["get", "set", "claim", "delete"] as const) vi.spyOn(state, name).mockImplementation(away);
    one.service.clock.advance(tokenMs);
    one.gives(one.tokens(one.claims(""), { refresh_token: "rt-2" }));
    expect((await one.open()).outcome).toBe("allowed");
    one.service.clock.advance(tokenMs);
    expect((await one.open()).outcome).toBe("allowed");
    expect(shown(one)).toEqual(["rt-1", "rt-2"]);
    expect((await one.open("/logout")).status).toBe(302);
    expect(one.browser.cookies.size).toBe(0);
  });

  it("of one replica alone is not renewed after a logout either", async () => {
    const one = new Visit();
    await one.logIn();
    const copy = one.browser.opens("/orders");
    await one.open("/logout");
    one.service.clock.advance(tokenMs);
    one.gives(one.tokens(one.claims("")));
    expect(await one.service.askLater(copy)).toMatchObject({ outcome: "denied", status: 302 });
  });
});

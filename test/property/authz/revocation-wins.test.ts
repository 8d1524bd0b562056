import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/kit/json.ts";
import { layer, TestService } from "../../kit/authz/service.ts";
import { keySet, signToken, tokenKey } from "../../kit/authz/tokens.ts";

const issuer = "https://idp.example.com";
const key = tokenKey("ES256");
const claims = { iss: issuer, sub: "alice", jti: "t1", exp: Date.UTC(2027, 0, 1) / 1000 };

/** What happens: requests, the keys that they wait for, and the end of the token. */
type Event = "ask" | "keys" | "revoke" | "time";

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations([...items.slice(0, index), ...items.slice(index + 1)])) yield [item, ...rest];
  }
}

/** The outcomes of all requests, each with whether the revocation was there when its reply came. */
async function run(events: readonly Event[], revocation: JsonObject): Promise<readonly (readonly [outcome: string, revoked: boolean])[]> {
  const service = new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: "any", jwks: `${issuer}/jwks` }] } }] })]);
  const keys = Promise.withResolvers<JsonObject>();
  service.web.documents.set(`${issuer}/jwks`, keys.promise);
  const state = { revoked: false };
  const replies: Promise<readonly [string, boolean]>[] = [];
  const step: Readonly<Record<Event, () => void>> = {
    ask: () => {
      const headers = { authorization: `Bearer ${signToken(key, claims)}` };
      replies.push(service.askLater({ headers }).then(({ outcome }) => [outcome, state.revoked]));
    },
    keys: () => keys.resolve(keySet(key)),
    revoke: () => {
      service.revoke("r", revocation);
      state.revoked = true;
    },
    time: () => service.clock.advance(100),
  };
  for (const event of events) {
    step[event]();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return Promise.all(replies);
}

it.each<[string, JsonObject]>([
  ["of the token", { token: { id: "t1" } }],
  ["of everything of its subject", { subject: { issuer, subject: "alice" } }],
])("a revocation %s wins, in whatever order things happen", async (_, revocation) => {
  const orders = [...permutations<Event>(["ask", "ask", "keys", "revoke", "time", "ask"])];
  let [before, after] = [0, 0];
  for (const events of orders) {
    for (const [outcome, revoked] of await run(events, revocation)) {
      expect([events.join(), outcome]).toEqual([events.join(), revoked ? "denied" : "allowed"]);
      if (revoked) after += 1;
      else before += 1;
    }
  }
  expect(orders).toHaveLength(720);
  expect(Math.min(before, after)).toBeGreaterThan(100);
});

import { expect, it } from "vitest";
import { layer, TestService } from "../../../../test/kit/authz/service.ts";
import { keySet, signToken, tokenKey } from "../../../../test/kit/authz/tokens.ts";

const issuer = "https://idp.example.com";

it("tries the keys of an issuer in turn for a token that names none, four at most", () => {
  const keys = Array.from({ length: 5 }, (_, index) => tokenKey("ES256", `k${index}`));
  const service = new TestService([layer({ identify: [{ jwt: { issuers: [{ issuer, audiences: "any", keys: keySet(...keys) }] } }] })]);
  const outcomes = keys.map((key) => {
    const token = signToken({ ...key, id: "" }, { iss: issuer, sub: "alice", exp: Date.UTC(2027, 0, 1) / 1000 });
    return service.ask({ headers: { authorization: `Bearer ${token}` } }).outcome;
  });
  expect(outcomes).toEqual(["allowed", "allowed", "allowed", "allowed", "denied"]);
});

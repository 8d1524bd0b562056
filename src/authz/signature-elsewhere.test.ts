import { beforeAll, describe, expect, it } from "vitest";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import { keySet, signToken, type TokenKey, tokenKey } from "../../test/kit/authz/tokens.ts";
import type { JsonObject } from "../kit/json.ts";
import { SignatureVerifier } from "./source/keys/signature-verifier.ts";

const issuer = "https://idp.example.com";
const now = Date.UTC(2026, 0, 1) / 1000;
const claims: JsonObject = { iss: issuer, sub: "alice", jti: "t1", exp: now + 3600 };
let key: TokenKey;
let other: TokenKey;

beforeAll(() => {
  key = tokenKey();
  other = tokenKey();
});

/** Signatures are verified on other threads, as in the program; how many, is counted. */
function threaded(): { readonly service: TestService; readonly given: () => number } {
  const verifier = new SignatureVerifier({ mostElsewhere: 10 });
  const answers = new Set<unknown>();
  const issuers = [{ issuer, audiences: "any", keys: keySet(key) }];
  const service = new TestService([layer({ identify: [{ jwt: { issuers } }] })], {
    between: (own) => ({
      ...own,
      signature: (question) => {
        const answer = verifier.signature(question);
        if (answer instanceof Promise) answers.add(answer);
        return answer;
      },
    }),
  });
  return { service, given: () => answers.size };
}

const bearer = (signer: TokenKey = key, more: JsonObject = {}) => ({ headers: { authorization: `Bearer ${signToken(signer, { ...claims, ...more })}` } });

describe("a token whose signature another thread verifies", () => {
  it("lets in when that is done, and at once from then on", async () => {
    const { service } = threaded();
    const request = bearer();
    expect(await service.askLater(request)).toMatchObject({ outcome: "allowed", metadata: { consumer: "https://idp.example.com#alice" } });
    expect(service.ask({ ...request, path: "/another" }).outcome).toBe("allowed");
  });

  it("is verified once for all who show it meanwhile", async () => {
    const { service, given } = threaded();
    const request = bearer();
    const replies = await Promise.all(["/a", "/b", "/c"].map((path) => service.askLater({ ...request, path })));
    expect(replies.map(({ outcome }) => outcome)).toEqual(["allowed", "allowed", "allowed"]);
    expect(given()).toBe(1);
  });

  it("does not let in when it is forged", async () => {
    const { service } = threaded();
    const forged = bearer({ ...other, id: key.id });
    expect(await service.askLater(forged)).toMatchObject({ outcome: "denied", status: 401 });
    expect(await service.askLater({ ...forged, path: "/another" })).toMatchObject({ outcome: "denied", status: 401 });
  });

  it("does not let in when the caller's time is over before, and does so later", async () => {
    const { service } = threaded();
    const request = bearer();
    const reply = service.askLater(request, 100);
    service.clock.advance(100);
    expect((await reply).outcome).toBe("error");
    expect((await service.askLater(request)).outcome).toBe("allowed");
  });

  it("does not let in when it is revoked meanwhile", async () => {
    const { service } = threaded();
    const reply = service.askLater(bearer());
    service.revoke("stolen", { token: { id: "t1" } });
    expect(await reply).toMatchObject({ outcome: "denied", status: 401 });
  });
});

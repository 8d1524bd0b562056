import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/kit/fake-clock.ts";
import { sha256Base64url } from "../../../kit/hash.ts";
import { sealKey } from "../../../kit/seal.ts";
import { noMetrics } from "../../../kit/telemetry.ts";
import { systemRandom } from "../../../main/system.ts";
import type { TokenAnswer } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { MemoryState } from "../state/memory-state.ts";
import type { SharedState } from "../state/shared-state.ts";
import { SharedAnswers } from "./shared-answers.ts";
import { TextSealer } from "./text-sealer.ts";

const tokens: TokenAnswer = {
  kind: "tokens",
  idToken: "id",
  accessTokenHashes: { sha256: "a", sha384: "b", sha512: "c" },
  refreshToken: "rt-2",
  expiresInMs: 300_000,
};
const bare: TokenAnswer = { kind: "tokens", idToken: undefined, accessTokenHashes: undefined, refreshToken: undefined, expiresInMs: undefined };
const never = (): Promise<never> => Promise.reject(new Error("It was asked a second time"));

/** Replicas, what they remember together, and what takes their words to it: it may be cut. */
function replicas() {
  const clock = new FakeClock();
  const state = new MemoryState(clock);
  const line = { isCut: false };
  const counted = { unshared: 0 };
  const over = async <Answer>(say: () => Answer): Promise<Answer> => {
    if (line.isCut) throw new AuthzError("ERR_AUTHZ_STATE", "Redis is gone", { retryable: true });
    return say();
  };
  const remote: SharedState = {
    claim: async (key, text, forMs) => over(() => state.claim(key, text, forMs)),
    get: async (key) => over(() => state.get(key)),
    set: async (key, text, forMs) => over(() => state.set(key, text, forMs)),
    delete: async (key, text) => over(() => state.delete(key, text)),
  };
  const add = (by: number): void => {
    counted.unshared += by;
  };
  const metrics = { ...noMetrics, counter: () => ({ add }) };
  const replica = (fill = 1): SharedAnswers =>
    new SharedAnswers({
      state: remote,
      sealer: new TextSealer({ key: sealKey(new Uint8Array(32).fill(fill)), clock, random: systemRandom }),
      clock,
      random: systemRandom,
      metrics,
    });
  return { clock, state, line, counted, replica };
}

const question = (ask: () => Promise<TokenAnswer>, mayAskAlone = true) => ({ name: "rt-1", mayAskAlone, ask });

describe("answers that replicas share", () => {
  it.each([tokens, bare])("are the same wherever, to the last field, for a minute", async (answer) => {
    const { clock, replica } = replicas();
    expect(await replica().answer(question(async () => answer))).toEqual(answer);
    await clock.advanceAsync(59_999);
    expect(await replica().answer(question(never))).toEqual(answer);
    await clock.advanceAsync(1);
    await expect(replica().answer(question(never))).rejects.toThrow("a second time");
  });

  it("are of one question each", async () => {
    const { replica } = replicas();
    await replica().answer(question(async () => tokens));
    expect(await replica().answer({ ...question(async () => bare), name: "rt-9" })).toEqual(bare);
  });

  it("are not those that somebody moved or made up: whatever does not open is waited for, and not for ever", async () => {
    const { clock, state, replica } = replicas();
    await replica().answer(question(async () => tokens));
    await replica().answer({ ...question(async () => bare), name: "rt-9" });
    const [first = "", second = ""] = ["rt-1", "rt-9"].map((name) => `tokens:${sha256Base64url(name)}`);
    state.set(first, state.get(second) ?? "", 60_000);
    const waiting = expect(replica().answer(question(never))).rejects.toMatchObject({ code: "ERR_AUTHZ_PROVIDER", retryable: true });
    const ofOtherKey = expect(replica(2).answer({ ...question(never), name: "rt-9" })).rejects.toMatchObject({ code: "ERR_AUTHZ_PROVIDER" });
    await clock.advanceAsync(11_000);
    await Promise.all([waiting, ofOtherKey]);
  });

  it("that are refusals are nobody else's", async () => {
    const { replica, state } = replicas();
    const refused: TokenAnswer = { kind: "refused", error: "invalid_grant" };
    expect(await replica().answer(question(async () => refused))).toEqual(refused);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(state.size).toBe(0);
    expect(await replica().answer(question(async () => tokens))).toEqual(tokens);
  });

  it("that cannot be kept are tried again for a quarter of a minute, and counted when nothing came of it", async () => {
    const { clock, line, counted, replica } = replicas();
    const asked = async (): Promise<TokenAnswer> => {
      line.isCut = true;
      return tokens;
    };
    await replica().answer(question(asked));
    await clock.advanceAsync(14_000);
    expect(counted.unshared).toBe(0);
    line.isCut = false;
    await clock.advanceAsync(1000);
    expect(await replica().answer(question(never))).toEqual(tokens);
    await replica().answer({ ...question(asked), name: "rt-9" });
    await clock.advanceAsync(15_000);
    expect(counted.unshared).toBe(1);
  });

  it("wait for the state in memory up to a bound", async () => {
    const { clock, line, counted, replica } = replicas();
    line.isCut = true;
    const one = replica();
    for (let index = 0; index < 1010; index += 1) await one.answer({ ...question(async () => tokens), name: `rt-${index}` });
    await new Promise((resolve) => void setImmediate(resolve));
    expect(counted.unshared).toBe(10);
    line.isCut = false;
    await clock.advanceAsync(1000);
    expect(await replica().answer({ ...question(never), name: "rt-0" })).toEqual(tokens);
  });

  it("are asked for alone only by those who may, while the state is away", async () => {
    const { line, replica } = replicas();
    line.isCut = true;
    await expect(replica().answer(question(never, false))).rejects.toMatchObject({ code: "ERR_AUTHZ_STATE" });
    expect(await replica().answer(question(async () => tokens))).toEqual(tokens);
  });

  it("do not wait for a claim whose setting was told to nobody", async () => {
    const { clock, line, state, replica } = replicas();
    const claim = state.claim.bind(state);
    state.claim = (key, text, forMs) => {
      line.isCut = true;
      claim(key, text, forMs);
      throw new AuthzError("ERR_AUTHZ_STATE", "Redis did not answer in time", { retryable: true });
    };
    await expect(replica().answer(question(never, false))).rejects.toThrow("in time");
    expect(state.size).toBe(1);
    state.claim = claim;
    line.isCut = false;
    await clock.advanceAsync(1000);
    expect(await replica().answer(question(async () => tokens, false))).toEqual(tokens);
  });
});

import { expect, it } from "vitest";
import { filesSource, newTestLimiter, request } from "../../../test/kit/limits/decide.ts";

const rules = `domain: shop
descriptors:
  - {key: user, rate_limit: {unit: minute, requests_per_unit: 2}}
  - {key: bucket, rate_limit: {unit: second, requests_per_unit: 1, algorithm: token-bucket}}
  - {key: path, value: "/a*", descriptors: [{key: user, rate_limit: {unit: day, requests_per_unit: 9}}]}
  - {key: staff, rate_limit: {unlimited: true}}`;

it("charges nothing and says what is left, however often it is asked", async () => {
  const { limiter, decide } = newTestLimiter(filesSource([rules]));
  await decide(request("shop", "user=ann"));
  for (let time = 0; time < 5; time += 1) {
    expect(await limiter.explain(request("shop", "user=ann +7"))).toMatchObject({
      descriptors: [{ outcome: "limited", counter: { counter: "shop.user", algorithm: "fixed-window", admits: true, used: 1, remaining: 1, retryMs: 0 } }],
    });
  }
  expect((await decide(request("shop", "user=ann"))).over).toBe(false);
  expect((await decide(request("shop", "user=ann"))).over).toBe(true);
});

it("says when the next hit would pass", async () => {
  const { limiter, decide, clock } = newTestLimiter(filesSource([rules]));
  await decide(request("shop", "user=ann", "bucket=b"));
  await decide(request("shop", "user=ann"));
  clock.advance(400);
  const explained = await limiter.explain(request("shop", "user=ann", "bucket=b"));
  if ("kind" in explained) throw new Error(explained.detail);
  const [user, bucket] = explained.descriptors;
  expect(user?.counter).toMatchObject({ admits: false, used: 2, remaining: 0, retryMs: 60_000 - (clock.now() % 60_000) });
  expect(bucket?.counter?.retryMs).toBeCloseTo(600, 3);
  clock.advance(600);
  expect(await limiter.explain(request("shop", "bucket=b"))).toMatchObject({ descriptors: [{ counter: { admits: true, retryMs: 0 } }] });
});

it("tells the way through the rules, and where it ends", async () => {
  const { limiter } = newTestLimiter(filesSource([rules]));
  expect(await limiter.explain(request("shop", "path=/abc,user=ann", "path=/b", "staff=x"))).toMatchObject({
    descriptors: [
      {
        outcome: "limited",
        steps: [
          { key: "path", by: "wildcard", pattern: "/a*" },
          { key: "user", by: "key" },
        ],
      },
      { outcome: "none", steps: [{ key: "path", value: "/b", by: "none" }] },
      { outcome: "unlimited", steps: [{ key: "staff", by: "key" }] },
    ],
  });
  expect(await limiter.explain(request("other", "user=ann"))).toEqual({ domain: "other", descriptors: [{ outcome: "none", steps: [] }] });
  expect(await limiter.explain(request("", "user=ann"))).toEqual({ kind: "invalid", detail: "Field domain is empty" });
});

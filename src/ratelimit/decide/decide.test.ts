import { describe, expect, it } from "vitest";
import { descriptor, filesSource, newTestLimiter, request, statusTexts } from "../../../test/kit/limits/decide.ts";
import type { LimitRequest } from "./request.ts";

const tenAMinute = "{unit: minute, requests_per_unit: 10}";

describe("keys", () => {
  // The three requests whose keys the reference service joins to `d_a_b_c_`, so that one caller spends another one's limit.
  it("do not collide: domain and entries stay apart", async () => {
    const rule = `rate_limit: ${tenAMinute}`;
    const { decide } = newTestLimiter(
      filesSource([
        `{domain: d, descriptors: [{key: a, ${rule}}, {key: a_b, ${rule}}]}`.replace("rule", rule),
        `{domain: d_a, descriptors: [{key: b, ${rule}}]}`,
      ]),
    );
    for (const [domain, entry] of [
      ["d", "a=b_c"],
      ["d", "a_b=c"],
      ["d_a", "b=c"],
    ] as const) {
      expect(statusTexts(await decide(request(domain, entry)))).toEqual(["OK 9/10 minute"]);
    }
  });

  it("are not filled by long values, and tell those apart", async () => {
    const { decide } = newTestLimiter(filesSource([`{domain: d, descriptors: [{key: a, rate_limit: ${tenAMinute}}]}`]));
    const long = "x".repeat(5000);
    expect(statusTexts(await decide(request("d", `a=${long}1`)))).toEqual(["OK 9/10 minute"]);
    expect(statusTexts(await decide(request("d", `a=${long}2`)))).toEqual(["OK 9/10 minute"]);
    expect(statusTexts(await decide(request("d", `a=${long}1`)))).toEqual(["OK 8/10 minute"]);
  });

  it("do not name the limit: an edit refills nothing, another window is another count", async () => {
    const test = newTestLimiter(filesSource([`{domain: d, descriptors: [{key: a, rate_limit: ${tenAMinute}}]}`]));
    for (let time = 0; time < 10; time += 1) await test.decide(request("d", "a=x"));
    test.limiter.use(filesSource(["{domain: d, descriptors: [{key: a, rate_limit: {unit: minute, requests_per_unit: 12}}]}"]));
    expect(statusTexts(await test.decide(request("d", "a=x")))).toEqual(["OK 1/12 minute"]);
    test.limiter.use(filesSource(["{domain: d, descriptors: [{key: a, rate_limit: {unit: hour, requests_per_unit: 12}}]}"]));
    expect(statusTexts(await test.decide(request("d", "a=x")))).toEqual(["OK 11/12 hour"]);
  });
});

describe("time", () => {
  it("begins a count with each unit since 1970, and tells whole seconds until then", async () => {
    const { decide, clock } = newTestLimiter(filesSource(["{domain: d, descriptors: [{key: a, rate_limit: {unit: hour, requests_per_unit: 1}}]}"]));
    clock.advance(59 * 60_000 + 10_400);
    expect((await decide(request("d", "a=x"))).statuses[0]?.resetSeconds).toBe(50);
    expect((await decide(request("d", "a=x"))).over).toBe(true);
    clock.advance(49_600);
    expect((await decide(request("d", "a=x"))).over).toBe(false);
  });

  it("has weeks from Thursday, months of 30 days and years of 365, as the reference service", async () => {
    const rules = ["week", "month", "year"].map((unit) => `{key: ${unit}, rate_limit: {unit: ${unit}, requests_per_unit: 1}}`);
    const { decide } = newTestLimiter(filesSource([`{domain: d, descriptors: [${rules.join(", ")}]}`]));
    const seconds = Date.UTC(2026, 0, 1) / 1000;
    const { statuses } = await decide(request("d", "week=x", "month=x", "year=x"));
    expect(statuses.map(({ resetSeconds }) => resetSeconds)).toEqual([7, 30, 365].map((days) => days * 86_400 - (seconds % (days * 86_400))));
  });

  it("goes by units that are multiplied, and by the other algorithms", async () => {
    const { decide, clock } = newTestLimiter(
      filesSource([
        `domain: d
descriptors:
  - {key: seven, rate_limit: {unit: second, unit_multiplier: 7, requests_per_unit: 1}}
  - {key: bucket, rate_limit: {unit: second, requests_per_unit: 2, algorithm: token-bucket, burst: 3}}
  - {key: slide, rate_limit: {unit: minute, requests_per_unit: 4, algorithm: sliding-window}}`,
      ]),
    );
    const start = clock.now();
    expect((await decide(request("d", "seven=x"))).statuses[0]?.resetSeconds).toBe(Math.ceil((7000 - (start % 7000)) / 1000));
    const bucket = request("d", "bucket=x");
    const verdicts: boolean[] = [];
    for (let time = 0; time < 4; time += 1) verdicts.push((await decide(bucket)).over);
    clock.advance(500);
    verdicts.push((await decide(bucket)).over, (await decide(bucket)).over);
    expect(verdicts).toEqual([false, false, false, true, false, true]);
    const slide = request("d", "slide=x +4");
    expect((await decide(slide)).over).toBe(false);
    clock.advance(59_500 + 15_000 + 500);
    // A quarter of the new window has passed, so that three of the four still count.
    expect(statusTexts(await decide(request("d", "slide=x")))).toEqual(["OK 0/4 minute"]);
    expect((await decide(request("d", "slide=x"))).over).toBe(true);
  });
});

describe("what requests bring", () => {
  const source = filesSource([`{domain: d, descriptors: [{key: a, shadow_mode: true, rate_limit: ${tenAMinute}}]}`]);
  const withLimit = (unit: number, requestsPerUnit = 2): LimitRequest => ({
    domain: "d",
    hitsAddend: 0,
    descriptors: [{ ...descriptor("a=x"), limit: { requestsPerUnit, unit, multiplier: undefined } }],
  });

  it("a limit of its own is taken instead of the rule, and is no shadow", async () => {
    const { decide } = newTestLimiter(source);
    await decide(withLimit(3));
    await decide(withLimit(3));
    const answer = await decide(withLimit(3));
    expect(statusTexts(answer)).toEqual(["OVER 0/2 hour"]);
    expect(answer.over).toBe(true);
    expect(statusTexts(await decide(request("d", "a=x")))).toEqual(["OK 9/10 minute"]);
  });

  it("a limit without a unit, on which the reference service ends, is refused", async () => {
    const { refusal } = newTestLimiter(source);
    expect(await refusal(withLimit(0))).toEqual({ kind: "invalid", detail: "Limit of a descriptor has the unit 0, which is none" });
    expect(await refusal(withLimit(99))).toMatchObject({ kind: "invalid" });
  });

  it("refunds are given back, which the reference service counts as hits", async () => {
    const { decide } = newTestLimiter(filesSource([`{domain: d, descriptors: [{key: a, rate_limit: ${tenAMinute}}]}`]));
    await decide(request("d", "a=x +8"));
    expect(statusTexts(await decide(request("d", "a=x -5")))).toEqual(["OK 7/10 minute"]);
    expect(statusTexts(await decide(request("d", "a=x -50")))).toEqual(["OK 10/10 minute"]);
  });

  it("what makes no sense is refused with the reason", async () => {
    const { refusal } = newTestLimiter(source);
    expect(await refusal({ domain: "", descriptors: [descriptor("a=x")], hitsAddend: 0 })).toEqual({ kind: "invalid", detail: "Field domain is empty" });
    expect(await refusal(request("d"))).toEqual({ kind: "invalid", detail: "Request has no descriptors" });
    expect(await refusal(request("d", ...Array<string>(257).fill("a=x")))).toMatchObject({ detail: expect.stringContaining("257 descriptors") as string });
    expect(await refusal(request("d", Array<string>(65).fill("a=x").join(",")))).toMatchObject({ detail: expect.stringContaining("65 entries") as string });
  });

  it("the number of hits of the request counts where a descriptor has none", async () => {
    const { decide } = newTestLimiter(filesSource([`{domain: d, descriptors: [{key: a, rate_limit: ${tenAMinute}}]}`]));
    expect(statusTexts(await decide({ ...request("d", "a=x", "a=y +1"), hitsAddend: 3 }))).toEqual(["OK 7/10 minute", "OK 9/10 minute"]);
  });
});

describe("headers and metadata", () => {
  const rules = `domain: d
descriptors:
  - {key: wide, rate_limit: {unit: hour, requests_per_unit: 100, name: wide}}
  - {key: tight, rate_limit: {unit: minute, requests_per_unit: 1, name: "ti\\"ght", metadata: {plan: gold}}}`;

  it("draft-03 tells the tightest limit, and when to come again", async () => {
    const { decide } = newTestLimiter(filesSource([rules], { headers: "draft-03" }));
    const both = request("d", "wide=x", "tight=x");
    expect(Object.fromEntries((await decide(both)).headers)).toEqual({ "ratelimit-limit": "1", "ratelimit-remaining": "0", "ratelimit-reset": "60" });
    expect(Object.fromEntries((await decide(both)).headers)).toEqual({
      "ratelimit-limit": "1",
      "ratelimit-remaining": "0",
      "ratelimit-reset": "60",
      "retry-after": "60",
    });
    expect(Object.fromEntries((await decide(request("d", "wide=x"))).headers)).toMatchObject({ "ratelimit-limit": "100", "ratelimit-remaining": "97" });
    expect((await decide(request("d", "other=x"))).headers).toEqual([]);
  });

  it("quotas that refuse together say when the first of them lets through again", async () => {
    const quotas = `domain: d
descriptors:
  - {key: hourly, quota_mode: true, rate_limit: {unit: hour, requests_per_unit: 1}}
  - {key: daily, quota_mode: true, rate_limit: {unit: day, requests_per_unit: 1}}`;
    const { decide } = newTestLimiter(filesSource([quotas], { headers: "draft-03" }));
    const both = request("d", "daily=x", "hourly=x");
    await decide(both);
    const refused = await decide(both);
    expect([refused.over, Object.fromEntries(refused.headers)["retry-after"]]).toEqual([true, "3600"]);
  });

  it("where every limit is a quota the first of those with the least left is the tightest", async () => {
    const { decide } = newTestLimiter(filesSource([rules], { headers: "draft-03", globalQuota: true }));
    for (let time = 0; time < 99; time += 1) await decide(request("d", "wide=x"));
    const both = request("d", "wide=x", "tight=x");
    await decide(both);
    expect(Object.fromEntries((await decide(both)).headers)).toMatchObject({ "ratelimit-limit": "100", "ratelimit-remaining": "0", "retry-after": "60" });
  });

  it("draft-10 tells all of them", async () => {
    const { decide } = newTestLimiter(filesSource([rules], { headers: "draft-10" }));
    expect(Object.fromEntries((await decide(request("d", "wide=x", "tight=x"))).headers)).toEqual({
      "ratelimit-policy": '"wide";q=100;w=3600, "ti\\"ght";q=1;w=60',
      ratelimit: '"wide";r=99;t=3600, "ti\\"ght";r=0;t=60',
    });
  });

  it("the metadata of limits that are kept goes to Envoy", async () => {
    const { decide } = newTestLimiter(filesSource([rules]));
    expect((await decide(request("d", "tight=y"))).metadata).toEqual({ plan: "gold" });
    expect((await decide(request("d", "tight=y"))).metadata).toBeUndefined();
  });
});

describe("tallies", () => {
  it("mean what those of the reference service mean", async () => {
    const test = newTestLimiter(
      filesSource([
        `domain: d
descriptors:
  - {key: a, rate_limit: ${tenAMinute}}
  - {key: s, shadow_mode: true, rate_limit: {unit: minute, requests_per_unit: 2}}
  - {key: v, value_to_metric: true, rate_limit: ${tenAMinute}}
  - {key: w, value: "x*", rate_limit: ${tenAMinute}}
  - {key: p, value: q, detailed_metric: true, descriptors: [{key: r, detailed_metric: true, rate_limit: ${tenAMinute}}]}`,
      ]),
    );
    for (const hits of [7, 2, 4, 1]) await test.decide(request("d", `a=x +${hits}`));
    for (let time = 0; time < 5; time += 1) await test.decide(request("d", "s=x"));
    await test.decide(request("d", "v=one", "v=two", "w=xyz", "p=q,r=deep"));
    const tallies = Object.fromEntries(test.tallies.entries());
    // 7 within; 9: one near; 13: one more near, three over; 14: one over.
    expect(tallies["d.a"]).toMatchObject({ totalHits: 14, withinLimit: 9, nearLimit: 2, overLimit: 4, shadowMode: 0 });
    expect(tallies["d.s"]).toMatchObject({ totalHits: 5, withinLimit: 2, overLimit: 3, shadowMode: 3 });
    expect(Object.keys(tallies)).toEqual(["d.a", "d.s", "d.v_one", "d.v_two", "d.w_x*", "d.p_q.r_deep"]);
  });
});

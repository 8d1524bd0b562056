import { describe, expect, it } from "vitest";
import { StoreError, type StoreErrorCode } from "../../store/store.ts";
import { AdminError } from "./admin-error.ts";
import { problemAnswer } from "./problem-document.ts";
import { problemTypes } from "./problem-types.ts";

describe("problemAnswer", () => {
  it("has everything of RFC 9457, and more members when there are some", () => {
    const error = new AdminError("REFERENCED", "Two objects refer to it", {
      violations: [{ pointer: "/spec", code: "X", detail: "Y", hint: "Z", in: "body", object: { kind: "Route", name: "a" } }],
      members: { referrers: [] },
      headers: { "Retry-After": "1" },
    });
    expect(problemAnswer(error, "abc")).toEqual({
      status: 409,
      headers: { "Retry-After": "1" },
      unexpected: false,
      body: {
        type: "/v1/problems/REFERENCED",
        title: "Object is in use",
        status: 409,
        code: "REFERENCED",
        detail: "Two objects refer to it",
        instance: "urn:sluice:request:abc",
        violations: [{ in: "body", pointer: "/spec", code: "X", detail: "Y", hint: "Z", object: { kind: "Route", name: "a" } }],
        referrers: [],
      },
    });
  });

  it("tells a thousand violations and how many more there are", () => {
    const violations = Array.from({ length: 1500 }, (_, index) => ({ pointer: `/${index}`, code: "X", detail: "Y" }));
    const { body } = problemAnswer(new AdminError("INVALID_OBJECT", "Many", { violations }), "abc");
    expect(body["violations"]).toHaveLength(1000);
    expect(body["omittedViolations"]).toBe(500);
  });

  it.each<[StoreErrorCode, number, string, boolean]>([
    ["ERR_STORE_UNAVAILABLE", 503, "STORE_UNAVAILABLE", false],
    ["ERR_STORE_FULL", 503, "STORE_FULL", false],
    ["ERR_STORE_COMPACTED", 410, "COMPACTED", false],
    ["ERR_STORE_FUTURE_REVISION", 400, "INVALID_PARAMETER", false],
    ["ERR_STORE_INVALID_CURSOR", 400, "INVALID_PARAMETER", false],
    ["ERR_STORE_TOO_LARGE", 422, "INVALID_OBJECT", false],
    ["ERR_STORE_CORRUPT", 500, "STORE_FAILED", true],
    ["ERR_STORE_DENIED", 500, "STORE_FAILED", true],
    ["ERR_STORE_CLOSED", 500, "STORE_FAILED", true],
  ])("turns %s into %i %s", (code, status, problem, unexpected) => {
    expect(problemAnswer(new StoreError(code, "Why"), "abc")).toMatchObject({ status, unexpected, body: { code: problem } });
  });

  it.each([new TypeError("hunter2"), "hunter2", undefined, { message: "hunter2" }])("shows nothing of %s", (thrown) => {
    const answer = problemAnswer(thrown, "abc");
    expect(answer).toMatchObject({ status: 500, unexpected: true, body: { code: "INTERNAL" } });
    expect(JSON.stringify(answer.body)).not.toContain("hunter2");
  });

  it("has a title and a help for every code, in the house's manner", () => {
    for (const { status, title, help } of Object.values(problemTypes)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*[^.]$/u);
      expect(help).toMatch(/^[A-Z`].*\.$/u);
    }
  });
});

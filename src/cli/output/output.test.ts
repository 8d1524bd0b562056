import { describe, expect, it } from "vitest";
import { formatAge } from "./age.ts";
import { printValue } from "./print-value.ts";
import { formatTable } from "./table.ts";

describe("formatTable", () => {
  it("aligns columns and leaves nothing at the end of a line", () => {
    expect(
      formatTable(
        ["name", "status"],
        [
          ["hello", "Programmed"],
          ["größer", ""],
        ],
      ),
    ).toBe("NAME    STATUS\nhello   Programmed\ngrößer\n");
  });

  it("does not let a value steer the terminal", () => {
    expect(formatTable(["name"], [["a\u001b[31mb\u202e"]])).toBe("NAME\na\\u001b[31mb\\u202e\n");
  });
});

describe("formatAge", () => {
  const now = Date.parse("2026-01-10T00:00:00Z");
  it.each([
    ["2026-01-09T23:59:59.100Z", "0s"],
    ["2026-01-09T23:58:01Z", "119s"],
    ["2026-01-09T23:00:00Z", "60m"],
    ["2026-01-08T22:00:00Z", "26h"],
    ["2026-01-01T00:00:00Z", "9d"],
    ["2026-01-11T00:00:00Z", "0s"],
    ["never", "-"],
  ])("%s is %s", (iso, text) => {
    expect(formatAge(iso, now)).toBe(text);
  });
});

describe("printValue", () => {
  it("writes a list as YAML documents", () => {
    const shared = { a: "yes" };
    expect(printValue([shared, shared], "yaml")).toBe("a: yes\n---\na: yes\n");
    expect(printValue([shared], "json")).toBe('[\n  {\n    "a": "yes"\n  }\n]\n');
  });
});

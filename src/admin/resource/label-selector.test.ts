import { describe, expect, it } from "vitest";
import { matchesLabels, parseLabelSelector } from "./label-selector.ts";

const labels = { app: "shop", tier: "web", "example.com/team": "a", empty: "" };

describe("label selectors", () => {
  it.each([
    ["app=shop", true],
    ["app==shop", true],
    ["app=shop,tier=web", true],
    ["app=shop, tier=db", false],
    ["app!=shop", false],
    ["app!=store", true],
    ["zone!=a", true],
    ["zone=", false],
    ["empty=", true],
    ["app", true],
    ["zone", false],
    ["!zone", true],
    ["!app", false],
    ["example.com/team=a", true],
    ["constructor", false],
    ["!toString", true],
  ])("%s is %s", (text, expected) => {
    expect(matchesLabels(labels, parseLabelSelector(text) ?? [])).toBe(expected);
  });

  it.each(["", ",", "a=b,", "=b", "a=b=c", "a>1", "!a=b", "a b", "!"])("refuses %j", (text) => {
    expect(parseLabelSelector(text)).toBeUndefined();
  });
});

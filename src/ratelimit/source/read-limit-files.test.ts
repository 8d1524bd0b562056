import { expect, it } from "vitest";
import { readLimitFiles } from "./read-limit-files.ts";

function problems(...texts: readonly string[]): readonly string[] {
  const read = readLimitFiles(
    texts.map((text, index) => ({ name: `${index}.yaml`, text })),
    { merge: false },
  );
  return "problems" in read ? read.problems.map(({ file, line, detail }) => `${file}:${line} ${detail}`) : [];
}

it.each([
  ["descriptors: []", 'Field "domain" is missing'],
  ["domain: ''", "Field domain is empty"],
  ["domain: d\ndescriptors:\n  - value: x", 'Field "key" is missing'],
  ["domain: d\ndescriptors:\n  - key: ''", "Descriptor has an empty key"],
  ["domain: d\ndescriptors:\n  - key: a\n  - key: a", "Descriptor d.a stands twice on its level"],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {unit: fortnight, requests_per_unit: 1}", 'Unit "fortnight" is not a unit of time'],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {requests_per_unit: 1}", "Limit d.a has no unit of time"],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {unit: unknown, requests_per_unit: 1}", "Limit d.a has no unit of time"],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {unlimited: true, unit: day}", "Limit d.a is unlimited and has a unit"],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {unit: day, name: n, replaces: [{name: n}]}", "Limit d.a replaces itself"],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {unit: day, replaces: [{name: ''}]}", "Limit d.a replaces a limit without a name"],
  ["domain: d\ndescriptors:\n  - key: a\n    rate_limit: {unit: day, burst: 3}", "Limit d.a has a burst and is no token bucket"],
  [
    "domain: d\ndescriptors:\n  - key: a\n    value: b\n    share_threshold: true",
    'Field share_threshold of a needs a value with a wildcard, the value is "b"',
  ],
  ["domain: d\ndescriptors:\n  - key: a\n    ratelimit: {unit: day}", 'Field "ratelimit" is not known here'],
  ["domain: d\ndescriptors:\n  - a", 'Value "a" is not an object'],
  ["domain: sluice|x|y", "Domain sluice|x|y begins with sluice|"],
  ["domain: d\ndescriptors:\n\t- key: a", "Tabs are not allowed as indentation"],
  ["5: 6", 'Field "5" is not known here'],
])("tells what is wrong with %j", (text, expected) => {
  expect(problems(text).join("\n")).toContain(expected);
});

it("names file and line of every problem", () => {
  const text = "domain: d\ndescriptors:\n  - key: a\n    rate_limit:\n      unit: fortnight\n  - key: b\n    descriptors:\n      - key: ''\n";
  expect(problems("{domain: fine}", text)).toEqual(['1.yaml:5 Unit "fortnight" is not a unit of time']);
  expect(problems("{domain: fine}", text.replace("fortnight", "day"))).toEqual(["1.yaml:8 Descriptor has an empty key"]);
  expect(problems("domain: d", "\n\ndomain: d")).toEqual(["1.yaml:3 Domain d stands in another configuration too"]);
});

it("takes several documents, and none", () => {
  const read = readLimitFiles([{ name: "a.yaml", text: "domain: a\n---\ndomain: b\ndescriptors:\n---\n" }], { merge: false });
  expect("domains" in read && [...read.domains.keys()]).toEqual(["a", "b"]);
  expect(problems("", "# nothing\n")).toEqual([]);
});

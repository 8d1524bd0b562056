import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { opaCases } from "../kit/authz/opa-cases.ts";
import { askOpa } from "../kit/authz/rego-answers.ts";
import { describeWith } from "../kit/binary/require.ts";

const page = readFileSync(new URL("../../docs/guide/from-opa-and-authorino.md", import.meta.url), "utf8");
const [, module = ""] = /^```text\n(?<module>package envoy\.authz\n.*?)^```$/msu.exec(page) ?? [];

describeWith("OPA, by the module of the page on moving from it", ["go"], () => {
  it("answers as it is written down beside each case", async () => {
    const { cases, jwks } = opaCases(Math.floor(Date.now() / 1000));
    const answers = await askOpa(module, { data: { keys: JSON.stringify(jwks) }, cases });
    expect(cases.map(({ name }, index) => [name, answers[index]])).toEqual(cases.map(({ name, opa }) => [name, opa]));
  });
});

import { expect, it } from "vitest";
import { readObjects, testModel } from "../../../test/kit/translate/translate.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import { revocationNotices } from "./revocation-notices.ts";

const acme = `kind: Consumer\nname: acme\nspec: { credentials: { key: { apiKey: { value: acme-0123456789abcdef } }, old: { apiKey: { value: acme-fedcba9876543210 } } } }\n`;
const [written] = readObjects(acme, testModel());
const find = ({ namespace, name }: ObjectKey) => (namespace === "default" && name === "acme" ? written : undefined);
const revoking = (spec: string, more = "") =>
  readObjects(`kind: Revocation\nname: a\nspec: { ${spec} }\n${more}`, testModel()).map((after) => ({ key: after, after }));
const nothing = "so nothing that is good now is revoked by it";

it.each<[string, string, readonly string[]]>([
  ["a credential that is there", "credential: { consumer: acme, name: key }", []],
  ["a consumer that is there", "consumer: acme", []],
  ["somebody's tokens", 'subject: { issuer: "https://idp.example.com", subject: acmee }', []],
  ["a credential that is not there", "credential: { consumer: acme, name: kee }", ["Consumer default/acme has no credential kee (it has key, old)"]],
  ["one of a consumer that is not there", "credential: { consumer: acmee, name: key }", ["Consumer default/acmee does not exist"]],
  ["a consumer that is not there", "consumer: acmee", ["Consumer default/acmee does not exist"]],
])("tells who revokes %s what is missing", (_, spec, missing) => {
  expect(revocationNotices(revoking(spec), find)).toEqual(missing.map((words) => `Revocation default/a: ${words}, ${nothing}`));
});

it("knows consumers that are written together with it, and those that it is taken back of", () => {
  expect(revocationNotices(revoking("consumer: ann", `---\n${acme.replace("acme\n", "ann\n")}`), find)).toEqual([]);
  expect(revocationNotices([{ key: { kind: "Revocation", namespace: "default", name: "a" }, after: undefined }], find)).toEqual([]);
});

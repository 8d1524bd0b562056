import { expect, it } from "vitest";
import { baseOf, componentExamples, expectedBase } from "../../test/kit/authz/component-examples.ts";
import { askSigned, signatureExamples } from "../../test/kit/authz/signature-examples.ts";

const examples = Object.entries(signatureExamples);

it.each(examples.filter(([, { refused }]) => refused === undefined))("RFC 9421, %s, is good, and not after any change", (_, example) => {
  expect(askSigned(example)).toMatchObject({ outcome: "allowed", metadata: { consumer: "rfc" } });
  expect(askSigned(example, (input) => input.replaceAll("created=16188844", "created=16188843")).body).toContain("signature is wrong");
});

it.each(examples.filter(([, { refused }]) => refused !== undefined))("RFC 9421, %s, is refused", (_, example) => {
  expect(askSigned(example)).toMatchObject({ outcome: "denied", status: 401, body: expect.stringContaining(example.refused?.detail ?? "") as string });
});

it.each(componentExamples.map((example) => [example.section, example.component, example] as const))("RFC 9421 §%s: %s", (_, __, example) => {
  expect(baseOf(example)).toBe(example.otherwise?.text ?? expectedBase(example));
});

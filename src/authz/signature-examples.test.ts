import { expect, it } from "vitest";
import { askSigned, type SignatureExample, signatureExamples } from "../../test/kit/authz/signature-examples.ts";

it.each(Object.entries(signatureExamples).filter(([, { components }]) => components.length > 0))(
  "RFC 9421, %s, is good, and not after any change",
  (_, example) => {
    expect(askSigned(example)).toMatchObject({ outcome: "allowed", metadata: { consumer: "rfc" } });
    expect(askSigned(example, (input) => input.replace("161888447", "161888448")).body).toContain("signature is wrong");
  },
);

it("RFC 9421, B.2.1 minimal, covers nothing, which no policy takes", () => {
  const example = signatureExamples["B.2.1 minimal"] as SignatureExample;
  expect(askSigned(example).body).toContain("@method is not signed");
});

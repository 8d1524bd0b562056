import { celOutcomes } from "../../test/kit/authz/cel-spec.ts";
import { baseOf, componentExamples, expectedBase } from "../../test/kit/authz/component-examples.ts";
import { askSigned, signatureExamples } from "../../test/kit/authz/signature-examples.ts";
import { tokenExamples } from "../../test/kit/authz/token-examples.ts";
import { wycheproofDifferences, wycheproofVectors } from "../../test/kit/authz/wycheproof.ts";

/** One row: a corpus, how many cases of it ran, how many came out as it says, and what differs. */
interface Corpus {
  readonly name: string;
  readonly cases: number;
  readonly agreed: number;
  readonly differences: readonly string[];
}

/** What came of the corpora of others that authorization is run against, as Markdown. They are run when this is called. */
export async function conformanceReference(): Promise<string> {
  const examples = await Promise.all(["RFC 7515", "RFC 7519", "RFC 9068"].map(examplesOf));
  const corpora = [...(await Promise.all(wycheproof())), ...examples, messageSignatures(), signedComponents(), expressions()];
  return [
    "# Corpora",
    "",
    "Made by `npm run reference`, which runs them; `npm test -- test/conformance/authz src/authz src/model/auth` does the same. [xDS](xds-conformance.md) has a page of its own.",
    "",
    "| corpus | cases | as it says | otherwise |",
    "| --- | --- | --- | --- |",
    ...corpora.map(({ name, cases, agreed }) => `| ${name} | ${cases} | ${agreed} | ${cases === agreed ? "" : cases - agreed} |`),
    "",
    "## Why they differ",
    "",
    ...corpora.flatMap(({ name, differences }) => differences.map((difference) => `- ${name}: ${difference}.`)),
  ].join("\n");
}

function wycheproof(): readonly Promise<Corpus>[] {
  const groups = wycheproofVectors();
  return ["json_web_signature_test.json", "json_web_key_test.json"].map(async (file) => {
    const vectors = groups.filter((group) => group.file === file).flatMap((group) => group.vectors);
    const verified = await Promise.all(vectors.map((vector) => vector.verify()));
    const others = vectors.filter(({ result }, index) => verified[index] !== (result === "valid"));
    const differences = others.map(({ id, comment }) => `${id} (${comment}): ${wycheproofDifferences.get(id) ?? "nobody knows why"}`);
    return { name: `wycheproof, \`${file}\``, cases: vectors.length, agreed: vectors.length - others.length, differences };
  });
}

/** An example that we refuse on purpose is none that differs: that it is refused is what the page says of it. */
async function examplesOf(name: string): Promise<Corpus> {
  const examples = tokenExamples.filter(({ section }) => section.startsWith(name));
  const taken = await Promise.all(examples.map(async (example) => example.run()));
  const agreed = examples.filter(({ expected }, index) => taken[index] === (expected === "taken"));
  const refused = examples.filter(({ why }) => why !== undefined).map(({ section, about, why }) => `${section}, ${about}, is refused: ${why ?? ""}`);
  return { name: `${name}, examples`, cases: examples.length, agreed: agreed.length, differences: refused };
}

function messageSignatures(): Corpus {
  const examples = Object.entries(signatureExamples);
  const differences = examples.flatMap(([section, { refused }]) => (refused === undefined ? [] : [`${section} is refused: ${refused.why}`]));
  const agreed = examples.filter(([, example]) => askSigned(example).outcome === (example.refused?.differs === false ? "denied" : "allowed"));
  return { name: "RFC 9421, examples of signed requests", cases: examples.length, agreed: agreed.length, differences };
}

function signedComponents(): Corpus {
  const others = componentExamples.filter((example) => baseOf(example) !== expectedBase(example));
  const differences = others.map(({ section, component, otherwise }) => `${section}, \`${component}\`: ${otherwise?.why ?? "nobody knows why"}`);
  return { name: "RFC 9421, examples of components", cases: componentExamples.length, agreed: componentExamples.length - others.length, differences };
}

function expressions(): Corpus {
  const outcomes = celOutcomes();
  const right = outcomes.filter(({ outcome }) => outcome === "right").length;
  const refused = outcomes.filter(({ outcome }) => outcome === "refused").length;
  const wrong = outcomes.length - right - refused;
  const differences = [
    `${refused} expressions use what is refused when a policy is written: bytes, unsigned numbers, messages, optional values and other extensions, or variables of such types; ${wrong} have another value than the suite wants`,
  ];
  return { name: "cel-spec 0.6.1, conformance suite", cases: outcomes.length, agreed: right, differences };
}

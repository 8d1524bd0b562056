// Says which exports have no doc comment, which links between documents lead nowhere, which change fragments are misnamed and which decision records share a number:
//   node tools/check-docs.ts
import { globSync, readFileSync } from "node:fs";
import { deadLinks } from "./check/dead-links.ts";
import { wrongDecisionNumbers } from "./check/decision-numbers.ts";
import { misnamedChange } from "./check/misnamed-change.ts";
import { undocumentedExports } from "./check/undocumented-exports.ts";

const isGenerated = (path: string): boolean => /^src\/gen\/|^tools\/gen\/template\/|\/fixtures\/|\/testdata\/|[.]test[.]ts$/.test(path);
const sources = globSync(["src/**/*.ts", "tools/**/*.ts", "test/kit/**/*.ts"]).filter((path) => !isGenerated(path));
const documents = globSync(["*.md", "{docs,changes,compose,examples,envoy,test,tools}/**/*.md"]);

let exports = 0;
const findings = sources.flatMap((path) => {
  const found = undocumentedExports(path, readFileSync(path, "utf8"));
  exports += found.exports;
  return found.findings;
});
const texts = documents.map((path) => ({ path, text: readFileSync(path, "utf8") }));
findings.push(...texts.flatMap(({ path, text }) => deadLinks(path, text)));
findings.push(...texts.filter(({ path }) => path.startsWith("changes/")).flatMap(({ path, text }) => misnamedChange(path, text)));
findings.push(...wrongDecisionNumbers(texts));

for (const finding of findings) console.error(finding);
console.log(`${exports} exports in ${sources.length} files, ${documents.length} documents: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

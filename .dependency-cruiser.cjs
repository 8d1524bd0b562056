/**
 * The import law: which layer of src/ may import which others. A layer may always import itself; `main` may import every other.
 * Tests are free of it, so that they can build what a layer works on. docs/architecture.md explains the layers.
 */
const mayImport = {
  kit: [],
  gen: [],
  model: ["kit"],
  graph: ["kit", "model"],
  xds: ["kit", "model", "graph", "gen"],
  policy: ["kit", "model", "graph", "xds", "gen"],
  snapshot: ["kit", "xds"],
  discovery: ["kit", "model", "snapshot", "store", "gen"],
  http2: ["kit"],
  store: ["kit", "model"],
  mesh: ["kit", "model", "graph", "store", "gen"],
  ratelimit: ["kit", "model", "store", "gen", "http2"],
  authz: ["kit", "model", "store", "gen", "http2"],
  queue: ["kit", "model", "store", "gen", "http2"],
  admin: ["kit", "model", "graph", "store"],
  integrate: ["kit", "model", "gen"],
  client: ["kit", "model"],
  cli: ["kit", "model", "client", "integrate"],
  telemetry: ["kit"],
};

const layers = Object.keys(mayImport);
const known = `^src/(${[...layers, "main"].join("|")})/`;
const tests = "[.]test[.]ts$";
const pure = "^src/((kit|model|graph|policy|xds)/|.*/(decide|subscription)/)";
const hashing = "^src/kit/(hash|x509|seal)[.]ts$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    ...layers.map((layer) =>
      rule(
        `layer-${layer}`,
        mayImport[layer].length === 0 ? `${layer} imports no other layer` : `${layer} imports ${mayImport[layer].join(", ")} and no other layer`,
        { path: `^src/${layer}/`, pathNot: tests },
        { path: "^src/", pathNot: `^src/(${[layer, ...mayImport[layer]].join("|")})/` },
      ),
    ),
    rule("unknown-layer", "every file of src/ lies in a layer of the import law", { path: "^src/", pathNot: known }, {}),
    rule("unknown-layer-orphan", "every file of src/ lies in a layer of the import law", { path: "^src/", pathNot: known, orphan: true }, {}),
    rule("src-alone", "the program needs nothing of test/, tools/ and bench/", { path: "^src/", pathNot: tests }, { path: "^(test|tools|bench)/|[.]test[.]ts$" }),
    rule("pure-core", "the pure layers use no module of Node", { path: pure, pathNot: [tests, hashing] }, { dependencyTypes: ["core"] }),
    rule("pure-hash", "hashing, certificates and seals use node:crypto and nothing else of Node", { path: hashing }, { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" }),
    rule("no-cycle", "two files that need each other are one idea or three", {}, { circular: true }),
    rule("resolvable", "every import leads to a file or a package that is there", {}, { couldNotResolve: true }),
    rule("production-packages", "the program runs on an installation without development packages", { path: "^src/", pathNot: tests }, { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "^src/gen/"] },
    exclude: { path: ["/fixtures/", "^tools/gen/template/"] },
  },
};

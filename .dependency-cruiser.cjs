/**
 * The import law: which layer of src/ may import which others. A layer may always import itself; `main` may import every other.
 * Tests are free of it, so that they can build what a layer works on. docs/architecture.md explains the layers.
 */
const mayImport = {
  kit: [],
  model: ["kit"],
  graph: ["kit", "model"],
  xds: ["kit", "model", "graph", "gen"],
  policy: ["kit", "model", "graph", "xds", "gen"],
  snapshot: ["kit", "xds"],
  discovery: ["kit", "model", "snapshot", "store", "gen", "http2"],
  http2: ["kit"],
  redis: ["kit"],
  store: ["kit", "model"],
  mesh: ["kit", "model", "graph", "store", "gen"],
  ratelimit: ["kit", "model", "store", "gen", "http2", "redis"],
  authz: ["kit", "model", "store", "gen", "http2", "redis"],
  queue: ["kit", "model", "store", "gen", "http2"],
  admin: ["kit", "model", "graph", "store"],
  integrate: ["kit", "model", "gen"],
  client: ["kit", "model"],
  cli: ["kit", "model", "client", "integrate"],
  telemetry: ["kit"],
};

const layers = Object.keys(mayImport);
// src/gen is what the generator writes and is not read here; it imports itself and protobufjs.
const known = `^src/(${[...layers, "gen", "main"].join("|")})/`;
const tests = "[.]test[.]ts$";
const pure = "^src/((kit|model|graph|policy|xds)/|.*/(decide|subscription)/)";
const hashing = "^src/kit/(hash|x509|seal)[.]ts$";

module.exports = {
  forbidden: [
    ...layers.map((layer) => ({
      name: `layer-${layer}`,
      comment: `${layer} imports ${mayImport[layer].join(", ") || "no other layer"}, and nothing else of src/`,
      severity: "error",
      from: { path: `^src/${layer}/`, pathNot: tests },
      to: { path: "^src/", pathNot: `^src/(${[layer, ...mayImport[layer]].join("|")})/` },
    })),
    {
      name: "unknown-layer",
      comment: "every file of src/ lies in a layer of the import law",
      severity: "error",
      from: { path: "^src/", pathNot: known },
      to: {},
    },
    {
      name: "unknown-layer-orphan",
      comment: "every file of src/ lies in a layer of the import law, also one that imports nothing",
      severity: "error",
      from: { path: "^src/", pathNot: known, orphan: true },
      to: {},
    },
    {
      name: "src-alone",
      comment: "the program needs nothing of test/, tools/ and bench/",
      severity: "error",
      from: { path: "^src/", pathNot: tests },
      to: { path: "^(test|tools|bench)/|[.]test[.]ts$" },
    },
    {
      name: "pure-core",
      comment: "the pure layers use no module of Node",
      severity: "error",
      from: { path: pure, pathNot: [tests, hashing] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-hash",
      comment: "hashes, certificates and seals use node:crypto and nothing else of Node",
      severity: "error",
      from: { path: hashing },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    { name: "no-cycle", comment: "two files that need each other are one idea or three", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", comment: "every import leads to a file or a package that is there", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "production-packages",
      comment: "the program runs on an installation without development packages",
      severity: "error",
      from: { path: "^src/", pathNot: tests },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "^src/gen/"] },
    // Packages that say where their folders lie (`exports`).
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
    exclude: { path: ["/fixtures/", "^tools/gen/template/"] },
  },
};

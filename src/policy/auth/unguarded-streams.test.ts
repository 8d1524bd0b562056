import { describe, expect, it } from "vitest";
import { readObjects, translate } from "../../../test/kit/translate/translate.ts";
import { checkWrite } from "../../main/fleet/check-write.ts";

const gateway = (auth: string) =>
  `kind: Gateway\nname: web\nspec: { level: 3, listeners: [{ name: http, port: 8080, protocol: http }, { name: db, port: 5432, protocol: tcp }]${auth} }`;
const guarded = ", auth: { identify: [{ apiKey: {} }] }";
const stream = "kind: StreamRoute\nname: db\nspec: { parents: [{ name: web, section: db }], backends: [{ service: db }] }";
const others = ["kind: NodeGroup\nname: edge\nspec: {}", "kind: Service\nname: db\nspec: { endpoints: { static: [{ address: 127.0.0.1, port: 5432 }] } }"];

function told(...yaml: readonly string[]): readonly string[] {
  return translate([...others, ...yaml].join("\n---\n")).findings.filter((finding) => finding.includes("STREAM_NOT_GUARDED"));
}

const policy = (target: string, block = "auth: { identify: [{ apiKey: {} }] }") => `kind: Policy\nname: all\nspec: { targets: [${target}], ${block} }`;
const by = (source: string) =>
  `StreamRoute/default/db /spec/parents STREAM_NOT_GUARDED: StreamRoute default/db passes Gateway default/web unasked: policy auth of ${source} is about HTTP requests alone`;

describe("a stream route past a policy that asks who calls", () => {
  it("is told of the gateway's", () => {
    expect(told(gateway(guarded), stream)).toEqual([by("Gateway default/web")]);
  });

  it.each(["{ kind: Gateway, name: web }", "{ kind: Namespace }", "{ kind: Fleet }"])("is told of that of %s", (target) => {
    expect(told(gateway(""), stream, policy(target))).toEqual([by("Policy default/all")]);
  });

  it("is told of none where there is none, and of no other policy", () => {
    expect(told(gateway(""), stream, policy("{ kind: Gateway, name: web }", "retry: { attempts: 1 }"))).toEqual([]);
    expect(told(gateway(guarded))).toEqual([]);
  });

  it.each([stream, policy("{ kind: Namespace }"), gateway(guarded)])("is a warning of whatever is written last: %s", (last) => {
    const all = [gateway(last === gateway(guarded) ? guarded : ""), stream, ...(last === gateway(guarded) ? [] : [policy("{ kind: Namespace }")])];
    const { world } = translate([...others, ...all.filter((yaml) => yaml !== last)].join("\n---\n"));
    const changes = readObjects(last).map((after) => ({ key: after, before: undefined, after }));
    const problems = checkWrite(world, changes).flatMap((entry) => entry.problems);
    expect(problems.map(({ code, severity }) => `${code} ${severity}`)).toEqual(["STREAM_NOT_GUARDED warning"]);
  });
});

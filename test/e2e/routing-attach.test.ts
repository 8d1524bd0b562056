import { beforeAll, expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, startEdge } from "../kit/stack/edge.ts";
import { send } from "../kit/traffic/http-request.ts";

/** A route of any namespace, with what is said beside its rules. */
function routeIn(
  namespace: string,
  name: string,
  { labels, ...fields }: { readonly labels?: object; readonly section?: string; readonly hostnames?: readonly string[] },
): object {
  const { section, hostnames } = fields;
  const parent = { name: "web", namespace: "default", ...(section !== undefined && { section }) };
  const spec = { parents: [parent], ...(hostnames !== undefined && { hostnames }), rules: [{ respond: { status: 200, body: `${namespace}/${name}` } }] };
  return { kind: "Route", namespace, name, ...(labels !== undefined && { labels }), spec };
}

describeWith("who may attach to a listener of a real Envoy", ["envoy"], () => {
  let edge: Edge;
  const ports: Record<string, number> = {};

  beforeAll(async () => {
    const [all = 0, labelled = 0, shared = 0, hosted = 0] = await freePorts(4);
    Object.assign(ports, { all, labelled, shared, hosted });
    edge = await startEdge({
      listeners: [
        `name: all, port: ${all}, protocol: http, allowedRoutes: { from: all }`,
        `name: labelled, port: ${labelled}, protocol: http, allowedRoutes: { from: { labels: { edge: "yes" } } }`,
        `name: shared, port: ${shared}, protocol: http, allowedRoutes: { from: all, hostnames: { team: ["*.team.test"], default: [default.test] } }`,
        `name: hosted, port: ${hosted}, protocol: http, hostname: "*.hosted.test"`,
      ],
    });
    ports["http"] = edge.port;
  });

  async function answerOf(listener: string, host: string): Promise<string> {
    const { status, body } = await send({ port: ports[listener] ?? 0, host });
    return status === 200 ? body : String(status);
  }

  it("is by default only who has the gateway's namespace", async () => {
    await edge.write(documents(routeIn("default", "own", { section: "http" }), routeIn("team", "foreign", { section: "http", hostnames: ["x.test"] })));
    expect([await answerOf("http", "any.test"), await answerOf("http", "x.test")]).toEqual(["default/own", "default/own"]);
  });

  it("is everybody with from: all", async () => {
    await edge.write(documents(routeIn("team", "everywhere", { section: "all" })));
    expect(await answerOf("all", "x.test")).toBe("team/everywhere");
  });

  it("is who carries the labels", async () => {
    const [plain, labelled] = [
      { section: "labelled", hostnames: ["plain.test"] },
      { section: "labelled", hostnames: ["labelled.test"], labels: { edge: "yes" } },
    ];
    await edge.write(documents(routeIn("team", "plain", plain), routeIn("team", "labelled", labelled)));
    expect([await answerOf("labelled", "plain.test"), await answerOf("labelled", "labelled.test")]).toEqual(["404", "team/labelled"]);
  });

  it("is limited to the hostnames of its namespace", async () => {
    const both = ["www.team.test", "default.test"];
    await edge.write(
      documents(routeIn("team", "share", { section: "shared", hostnames: both }), routeIn("stranger", "share", { section: "shared", hostnames: both })),
    );
    expect([await answerOf("shared", "www.team.test"), await answerOf("shared", "default.test")]).toEqual(["team/share", "404"]);
    await edge.write(documents(routeIn("default", "share", { section: "shared" })));
    expect([await answerOf("shared", "www.team.test"), await answerOf("shared", "default.test")]).toEqual(["team/share", "default/share"]);
  });

  it("serves no hostname that the listener has not", async () => {
    const hostnames = ["a.hosted.test", "b.elsewhere.test"];
    await edge.write(documents(routeIn("default", "hosted", { section: "hosted", hostnames })));
    expect([await answerOf("hosted", "a.hosted.test"), await answerOf("hosted", "b.elsewhere.test")]).toEqual(["default/hosted", "404"]);
  });
});

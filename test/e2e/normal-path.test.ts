import { beforeAll, expect, it } from "vitest";
import { normalPath } from "../../src/model/path/normal-path.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

const bytes = Array.from({ length: 256 }, (_, byte) => byte);
const sendable = bytes.filter((byte) => byte > 0x20 && byte < 0x7f && !["#", "?"].includes(String.fromCharCode(byte)));

const paths = [
  ...sendable.map((byte) => `/p${String.fromCharCode(byte)}q`),
  ...bytes.map((byte) => `/p%${byte.toString(16).padStart(2, "0")}q`),
  ...[
    "/..",
    "/a/./b/../c",
    "/a//b",
    "//a",
    "///",
    "/a/..//b",
    "/a/b//../c",
    "/a/.//b",
    "/a/%2e%2e%5cb",
    "/a/..%2f",
    "/a\\..\\b",
    "/a/...",
    "/a/..;/b",
    "/a/",
    "/%zz%",
  ],
];

describeWith("the path that a real Envoy makes of what is sent", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    const backend = await startHttpBackend("echo");
    edge = await startEdge();
    await edge.write(documents(service("echo", backend.port), route("path", [{ backends: [{ service: "echo" }] }])));
  });

  async function madeOf(path: string): Promise<ReturnType<typeof normalPath> | string> {
    const answer = await edge.ask(`path.test${path}`);
    if (answer.status === 307) return { kind: "redirect", path: String(answer.headers["location"]) };
    return answer.status === 200 ? { kind: "path", path: (answer.json() as { readonly path: string }).path } : String(answer.status);
  }

  it("is the one that routes are checked and explained by, for every character and every escape", async () => {
    const made: (readonly [sent: string, made: unknown])[] = [];
    for (const path of paths) made.push([path, await madeOf(path)]);
    expect(made).toEqual(
      paths.map((path) => {
        const normal = normalPath(path);
        return [path, normal.kind === "invalid" ? "400" : normal];
      }),
    );
  });
});

import { once } from "node:events";
import { beforeAll, expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, service, startEdge } from "../kit/stack/edge.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { handshake } from "../kit/tls/handshake.ts";
import { certificateObject } from "../kit/tls/tls-objects.ts";
import { askStream, askUdp, openTcp, startTcpEcho, startUdpEcho } from "../kit/traffic/echo-servers.ts";
import { tally } from "../kit/traffic/paced.ts";

function stream(name: string, section: string, fields: object): object {
  return { kind: "StreamRoute", name, spec: { parents: [{ name: "web", section }], ...fields } };
}

describeWith("streams through a real Envoy", ["envoy"], () => {
  let edge: Edge;
  const ports: Record<string, number> = {};
  const port = (name: string): number => ports[name] ?? 0;

  beforeAll(async () => {
    const [tcp = 0, weighted = 0, idle = 0, passthrough = 0, terminate = 0, udp = 0] = await freePorts(6);
    Object.assign(ports, { tcp, weighted, idle, passthrough, terminate, udp });
    const authority = await testAuthority();
    const issue = (name: string) => authority.issue({ hostnames: [name] });
    const [plain, other, udpEcho] = [await startTcpEcho("plain"), await startTcpEcho("other"), await startUdpEcho("udp")];
    const [one, wild] = [await startTcpEcho("one", await issue("one.test")), await startTcpEcho("wild", await issue("*.wild.test"))];
    edge = await startEdge({
      listeners: [
        ...["tcp", "weighted", "idle", "udp"].map((name) => `name: ${name}, port: ${port(name)}, protocol: ${name === "udp" ? "udp" : "tcp"}`),
        `name: passthrough, port: ${passthrough}, protocol: tls, tls: { mode: passthrough }`,
        `name: terminate, port: ${terminate}, protocol: tls, tls: { certificates: [a, b] }`,
      ],
    });
    const tcpService = ({ name, port: at }: { readonly name: string; readonly port: number }) => service(name, at, { protocol: "tcp" });
    await edge.write(
      documents(
        ...[plain, other, one, wild].map(tcpService),
        service("udp", udpEcho.port, { protocol: "udp" }),
        certificateObject("a", await issue("a.test")),
        certificateObject("b", await issue("b.test")),
        stream("tcp", "tcp", { backends: [{ service: "plain" }] }),
        stream("weighted", "weighted", { backends: [{ service: "plain", weight: 3 }, { service: "other" }] }),
        stream("idle", "idle", { backends: [{ service: "plain" }], idleTimeout: "300ms" }),
        stream("one", "passthrough", { hostnames: ["one.test"], backends: [{ service: "one" }] }),
        stream("wild", "passthrough", { hostnames: ["*.wild.test"], backends: [{ service: "wild" }] }),
        stream("a", "terminate", { hostnames: ["a.test"], backends: [{ service: "plain" }] }),
        stream("b", "terminate", { hostnames: ["b.test"], backends: [{ service: "other" }] }),
        stream("udp", "udp", { backends: [{ service: "udp" }] }),
      ),
    );
  });

  it("are TCP", async () => {
    const socket = await openTcp(port("tcp"));
    expect([await askStream(socket, "1"), await askStream(socket, "2")]).toEqual(["plain:1", "plain:2"]);
  });

  it("are TCP by weight", async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, async () => askStream(await openTcp(port("weighted")), "x")));
    const { "plain:x": plain = 0, "other:x": other = 0 } = tally(answers);
    expect(plain + other).toBe(80);
    // 80 trials at 3 to 1: 60, four and a half standard deviations either way.
    expect(plain).toBeGreaterThan(42);
    expect(plain).toBeLessThan(78);
  });

  it("end when nothing was sent for the idle time", async () => {
    const socket = await openTcp(port("idle"));
    expect(await askStream(socket, "x")).toBe("plain:x");
    await once(socket, "close", { signal: AbortSignal.timeout(3000) });
    const other = await openTcp(port("tcp"));
    expect(await askStream(other, "x")).toBe("plain:x");
  });

  it("are TLS that goes through as it is, by server name", async () => {
    const [one, wild] = [await handshake(port("passthrough"), "one.test"), await handshake(port("passthrough"), "x.wild.test")];
    expect([one.getPeerCertificate().subject.CN, wild.getPeerCertificate().subject.CN]).toEqual(["one.test", "*.wild.test"]);
    expect([await askStream(one, "x"), await askStream(wild, "x")]).toEqual(["one:x", "wild:x"]);
    await expect(handshake(port("passthrough"), "elsewhere.test")).rejects.toThrow();
  });

  it("are TLS that ends here, by server name", async () => {
    const [a, b] = [await handshake(port("terminate"), "a.test"), await handshake(port("terminate"), "b.test")];
    expect([a.getPeerCertificate().subject.CN, b.getPeerCertificate().subject.CN]).toEqual(["a.test", "b.test"]);
    expect([await askStream(a, "x"), await askStream(b, "x")]).toEqual(["plain:x", "other:x"]);
    await expect(handshake(port("terminate"), "elsewhere.test")).rejects.toThrow();
  });

  it("are UDP", async () => {
    expect(await Promise.all([askUdp(port("udp"), "1"), askUdp(port("udp"), "2")])).toEqual(["udp:1", "udp:2"]);
  });

  it("go elsewhere when the route is changed, and nowhere when it is gone", async () => {
    await edge.write(documents(stream("tcp", "tcp", { backends: [{ service: "other" }] })));
    await expect.poll(async () => askStream(await openTcp(port("tcp")), "x"), { timeout: 5000 }).toBe("other:x");
    await edge.remove("StreamRoute/tcp");
    await expect
      .poll(
        () =>
          openTcp(port("tcp"))
            .then((socket) => askStream(socket, "x"))
            .catch(() => "nothing"),
        { timeout: 5000 },
      )
      .toBe("nothing");
  });
});

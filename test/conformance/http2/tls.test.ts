import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { credentials } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { clientPreface } from "../../../src/http2/frame/frame-type.ts";
import type { Lane } from "../../../src/http2/serve/lane.ts";
import { serveLane } from "../../../src/http2/serve/serve-lane.ts";
import type { LaneTls, SanRule } from "../../../src/http2/tls/lane-tls.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { callFrames, settingsFrame } from "../../kit/http2/frames.ts";
import { laneClient } from "../../kit/http2/lane-client.ts";
import { lanes, startLane, targetOf, testMethods } from "../../kit/http2/lanes.ts";
import { RawClient } from "../../kit/http2/raw-client.ts";
import { type TestCertificate, testAuthority } from "../../kit/tls/certificates.ts";
import { handshake, shownFor } from "../../kit/tls/handshake.ts";

const echo = "/test.Lane/Echo";
const permissionDenied = 7;
const unavailable = 14;

const authority = await testAuthority();
const clients = await testAuthority("Clients");
const strangers = await testAuthority("Strangers");
const server = await authority.issue({ hostnames: ["lane.test"], ips: ["127.0.0.1"], commonName: "first" });
const successor = await authority.issue({ hostnames: ["lane.test"], ips: ["127.0.0.1"], commonName: "second" });
const edge = await clients.issue({ commonName: "edge", hostnames: ["edge.test"], uris: ["spiffe://fleet/edge/1"] });
const other = await clients.issue({ commonName: "other", uris: ["spiffe://fleet/batch/1"] });
const stranger = await strangers.issue({ commonName: "stranger", uris: ["spiffe://fleet/edge/1"] });

const plain: LaneTls = { certificate: server.chain, privateKey: server.privateKey };

it("our lane serves by prior knowledge a client that names no protocol, as Envoy does unless it is told to", async () => {
  const lane = await startLane(serveLane, { methods: testMethods().methods, tls: plain });
  const client = await RawClient.connect(lane, { tls: { ALPNProtocols: [] } });
  client.send(callFrames(1, echo, "a"));
  expect(await client.answer(1)).toMatchObject({ isEnded: true, headers: { "grpc-status": "0" } });
});

it("lets nobody in over a Unix socket whose handshake ends when the lane is closed", async () => {
  const path = join(await tempFolder("lane"), "lane.sock");
  const lane = await startLane(serveLane, { methods: testMethods().methods, tls: plain, address: { kind: "unix", path } });
  const socket = connect({ path });
  await once(socket, "connect");
  await RawClient.connect(lane, { tls: {} }).then((client) => client.socket.destroy());
  await lane.close();
  const secure = connectTls({ socket, ALPNProtocols: ["h2"], rejectUnauthorized: false });
  secure.on("error", () => undefined);
  secure.write(Buffer.concat([clientPreface, settingsFrame()]));
  const received: Buffer[] = [];
  secure.on("data", (bytes: Buffer) => received.push(bytes));
  await once(secure, "close");
  expect(received).toEqual([]);
});

describe.each(lanes)("TLS on %s", (_, serve) => {
  async function start(tls: LaneTls) {
    const service = testMethods();
    const lane = await startLane(serve, { methods: service.methods, tls });
    return { ...service, lane, port: (lane.address as { port: number }).port };
  }

  function client(lane: Lane, shown?: TestCertificate) {
    const root = Buffer.from(authority.chain);
    const keyPair = shown === undefined ? [] : [Buffer.from(shown.privateKey), Buffer.from(shown.chain)];
    return laneClient(targetOf(lane), credentials.createSsl(root, ...keyPair), { "grpc.ssl_target_name_override": "lane.test" });
  }

  it.each(["TLSv1.2", "TLSv1.3"] as const)("serves %s and agrees on h2", async (version) => {
    const { lane, port } = await start(plain);
    expect(await client(lane).call(echo, "a")).toMatchObject({ message: "a" });
    const socket = await handshake(port, "lane.test", { minVersion: version, maxVersion: version, ALPNProtocols: ["http/1.1", "h2"] });
    expect(socket.getProtocol()).toBe(version);
    expect(socket.alpnProtocol).toBe("h2");
    socket.destroy();
  });

  it("refuses TLS 1.1, and clients that speak only another protocol", async () => {
    const { port } = await start(plain);
    await expect(handshake(port, "lane.test", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1" })).rejects.toThrow();
    await expect(handshake(port, "lane.test", { ALPNProtocols: ["http/1.1"] })).rejects.toThrow();
  });

  it("ends a handshake that is under way when it closes", async () => {
    const { lane, port } = await start(plain);
    const socket = connect({ host: "127.0.0.1", port });
    await once(socket, "connect");
    // Who came later has been let in, so this one has been taken too.
    await RawClient.connect(lane, { tls: {} }).then((later) => later.socket.destroy());
    await lane.close();
    const secure = connectTls({ socket, ALPNProtocols: ["h2"], rejectUnauthorized: false });
    await expect(once(secure, "secureConnect")).rejects.toThrow();
  });

  it("asks for a client certificate where it has authorities, and says whose it is", async () => {
    const { lane, kept, arrived } = await start({ ...plain, clientCa: clients.chain });
    const call = client(lane, edge).call("/test.Lane/Keep", "a");
    await arrived(1);
    expect(kept[0]?.peer.certificate).toEqual({
      commonName: "edge",
      subjectAltNames: ["DNS:edge.test", "URI:spiffe://fleet/edge/1"],
      fingerprint: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    });
    kept[0]?.reply(Buffer.from("b"));
    expect(await call).toMatchObject({ message: "b" });
    expect(await client(lane).call(echo, "a")).toMatchObject({ code: 14 });
    expect(await client(lane, stranger).call(echo, "a")).toMatchObject({ code: 14 });
  });

  it.each<[string, readonly SanRule[]]>([
    ["exact", [{ sanType: "DNS", exact: "edge.test" }]],
    ["prefix", [{ sanType: "URI", prefix: "spiffe://fleet/edge/" }]],
    [
      "one of two",
      [
        { sanType: "URI", exact: "spiffe://else" },
        { sanType: "DNS", suffix: ".test" },
      ],
    ],
  ])("lets in only clients whose names fit: %s", async (_name, clientNames) => {
    const { lane } = await start({ ...plain, clientCa: clients.chain, clientNames });
    expect(await client(lane, edge).call(echo, "a")).toMatchObject({ message: "a" });
    // By when the client hears of it.
    expect([permissionDenied, unavailable]).toContain((await client(lane, other).call(echo, "a")).code);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("knows a client that resumes its session of %s, as Envoy does, and not by other authorities", async (version) => {
    const clientNames = [{ sanType: "URI", prefix: "spiffe://fleet/edge/" }] as const;
    const { lane, kept, arrived } = await start({ ...plain, clientCa: clients.chain, clientNames });
    const shown = { cert: edge.chain, key: edge.privateKey, minVersion: version, maxVersion: version };
    const first = await RawClient.connect(lane, { tls: shown });
    await first.frame("settings");
    const session = (first.socket as TLSSocket).getSession();
    if (session === undefined) throw new Error("There is no session to resume");
    const second = await RawClient.connect(lane, { tls: { ...shown, session } });
    expect((second.socket as TLSSocket).isSessionReused()).toBe(true);
    second.send(callFrames(1, "/test.Lane/Keep", "a"));
    await arrived(1);
    expect(kept[0]?.peer.certificate).toMatchObject({ commonName: "edge", subjectAltNames: ["DNS:edge.test", "URI:spiffe://fleet/edge/1"] });
    kept[0]?.reply(Buffer.alloc(0));
    lane.setTls({ ...plain, clientCa: strangers.chain, clientNames });
    const third = await RawClient.connect(lane, { tls: { ...shown, session } }).catch(() => undefined);
    third?.send(callFrames(1, echo, "a"));
    await third?.closed;
    expect(kept).toHaveLength(1);
  });

  it("shows a new certificate to new connections, while old ones go on", async () => {
    const { lane, port } = await start(plain);
    const before = await RawClient.connect(lane, { tls: {} });
    expect(await shownFor(port, "lane.test")).toBe("first");
    lane.setTls({ certificate: successor.chain, privateKey: successor.privateKey });
    expect(await shownFor(port, "lane.test")).toBe("second");
    before.send(callFrames(1, echo, "a"));
    expect(await before.answer(1)).toMatchObject({ isEnded: true });
  });

  it("keeps the last good certificate when the new one is of no use", async () => {
    const { lane, port } = await start(plain);
    expect(() => lane.setTls({ certificate: successor.chain, privateKey: server.privateKey })).toThrow(
      "Private key does not belong to the certificate of CN=second",
    );
    expect(await shownFor(port, "lane.test")).toBe("first");
  });

  it("asks by new authorities and names as soon as they are given", async () => {
    const { lane } = await start({ ...plain, clientCa: clients.chain });
    lane.setTls({ ...plain, clientCa: strangers.chain, clientNames: [{ sanType: "URI", prefix: "spiffe://fleet/edge/" }] });
    expect(await client(lane, edge).call(echo, "a")).toMatchObject({ code: 14 });
    expect(await client(lane, stranger).call(echo, "a")).toMatchObject({ message: "a" });
  });
});

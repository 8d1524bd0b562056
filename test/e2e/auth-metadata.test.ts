import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { startGuardedStack } from "../kit/authz/guarded-stack.ts";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const filters = "/filter_chains/0/filters/0/typed_config/http_filters";
const v3 = "type.googleapis.com/envoy.extensions.filters.http";

const key = "ann-0123456789abcdef";

/** A TLV of the PROXY protocol that is for own use. */
const linkType = 0xe0;

/** A request over a connection that begins with the PROXY protocol's header, version 2, and one TLV in it. */
async function statusOverLink({ port, path, link }: { readonly port: number; readonly path: string; readonly link: string }): Promise<number> {
  const signature = Buffer.from("0d0a0d0a000d0a515549540a2111", "hex");
  const addresses = Buffer.from("0a0000010a0000029c401f90", "hex");
  const tlv = Buffer.concat([Buffer.from([linkType, 0, link.length]), Buffer.from(link)]);
  const request = `GET ${path} HTTP/1.1\r\nhost: shop.test\r\nx-api-key: ${key}\r\nconnection: close\r\n\r\n`;
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.concat([signature, Buffer.from([0, addresses.length + tlv.length]), addresses, tlv, Buffer.from(request)]));
  const answer = await text(socket);
  return Number(/^HTTP\/1.1 (?<status>\d+)/u.exec(answer)?.groups?.["status"]);
}

/** Filters before those that ask who gets in: they leave metadata. */
function leaveMetadata(port: number): object {
  const fromHeaders = {
    name: "envoy.filters.http.header_to_metadata",
    typed_config: {
      "@type": `${v3}.header_to_metadata.v3.Config`,
      request_rules: [
        { header: "x-edge-tenant", on_header_present: { metadata_namespace: "tenants", key: "id", type: "STRING" }, remove: true },
        { header: "x-edge-level", on_header_present: { metadata_namespace: "tenants", key: "level", type: "NUMBER" }, remove: true },
      ],
    },
  };
  const fixed = {
    name: "envoy.filters.http.set_metadata",
    typed_config: {
      "@type": `${v3}.set_metadata.v3.Config`,
      metadata: [{ metadata_namespace: "org.example.edge", value: { zones: ["a", { name: "b", open: true }], nothing: null, load: 0.25 } }],
    },
  };
  const link = {
    name: "envoy.filters.listener.proxy_protocol",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol",
      allow_requests_without_proxy_protocol: true,
      rules: [{ tlv_type: linkType, on_tlv_present: { metadata_namespace: "org.example.link", key: "id" } }],
    },
  };
  const patch = [
    { op: "add", path: "/listener_filters", value: [link] },
    { op: "add", path: `${filters}/0`, value: fromHeaders },
    { op: "add", path: `${filters}/0`, value: fixed },
  ];
  return { kind: "EnvoyPatch", name: "metadata", spec: { target: { type: "listener", name: `tcp/0.0.0.0/${port}` }, patch } };
}

/** A route table's first route is the one with the longest path. */
const ownMetadata = {
  kind: "EnvoyPatch",
  name: "owner",
  spec: {
    target: { type: "route", name: "default/web/http" },
    patch: [{ op: "add", path: "/virtual_hosts/0/routes/0/metadata", value: { filter_metadata: { owner: { team: "blue", rank: 3 } } } }],
  },
};

const rules: Readonly<Record<string, string>> = {
  "route-of-a-team": 'request.route_metadata.owner.team == "blue" && request.route_metadata.owner.rank > 2',
  fixed: 'request.metadata["org.example.edge"].zones[1].open && request.metadata["org.example.edge"].nothing == null',
  tenant: 'request.metadata.tenants.id == "acme" && request.metadata.tenants.level >= 2',
  link: 'request.metadata["org.example.link"].id == "vpc-7"',
  nobody: '!("tenants" in request.metadata)',
  team: "has(request.route_metadata.owner.team)",
};

describeWith("metadata that other filters leave, on a real Envoy", ["envoy"], () => {
  let port: number;
  let envoy: Envoy;
  let backend: HttpBackend;

  beforeAll(async () => {
    const stack = await startGuardedStack();
    backend = await startHttpBackend("shop");
    port = await freePort();
    const guarded = Object.entries(rules).map(([name, when]) => ({
      name,
      matches: [{ path: { prefix: `/${name}` } }],
      backends: [{ service: "shop" }],
      auth: { identify: [{ apiKey: {} }], authorize: { rules: [{ when }] } },
    }));
    const objects = [
      { kind: "NodeGroup", name: "edge", spec: {} },
      { kind: "Gateway", name: "web", spec: { level: 3, listeners: [{ name: "http", port, protocol: "http" }] } },
      { kind: "Service", name: "shop", spec: { endpoints: { static: [{ address: "127.0.0.1", port: backend.port }] } } },
      { kind: "Route", name: "shop", spec: { parents: [{ name: "web" }], rules: guarded } },
      { kind: "Consumer", name: "ann", spec: { credentials: { key: { apiKey: { value: key } } } } },
      leaveMetadata(port),
      ownMetadata,
    ];
    await stack.apply(objects.map((object) => stringify(object)).join("---\n"));
    envoy = await stack.node("edge-1");
    await stack.settled();
  });

  const status = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
    (await send({ port, path, headers: { "x-api-key": key, ...headers } })).status;

  it("lets in whom it is to let in, and nobody for other values or without it", async () => {
    expect(await status("/tenant", { "x-edge-tenant": "acme", "x-edge-level": "2" })).toBe(200);
    expect(backend.seen.at(-1)?.headers).not.toHaveProperty("x-edge-tenant");
    expect(await status("/tenant", { "x-edge-tenant": "other", "x-edge-level": "2" })).toBe(403);
    expect(await status("/tenant", { "x-edge-tenant": "acme", "x-edge-level": "1" })).toBe(403);
    expect(await status("/tenant", { "x-edge-tenant": "acme" })).toBe(403);
    expect(await status("/tenant")).toBe(403);
    expect(await status("/nobody")).toBe(200);
    expect((await send({ port, path: "/nobody" })).status).toBe(401);
    expect(await status("/nobody", { "x-edge-tenant": "acme" })).toBe(403);
  });

  it("is read with its lists, maps, nulls and numbers", async () => {
    expect(await status("/fixed")).toBe(200);
  });

  it("of the connection is read as that of the request", async () => {
    expect(await statusOverLink({ port, path: "/link", link: "vpc-7" })).toBe(200);
    expect(await statusOverLink({ port, path: "/link", link: "vpc-8" })).toBe(403);
    expect(await status("/link")).toBe(403);
  });

  it("of a route is read as it stands in the route table", async () => {
    expect(await status("/route-of-a-team")).toBe(200);
    expect(await status("/team")).toBe(403);
  });

  it("is sent as far as the policy of a route reads it", async () => {
    const text = JSON.stringify(await envoy.admin.get("/config_dump?resource=ecds_filters"));
    for (const namespace of ["tenants", "org.example.edge", "owner"]) expect(text).toContain(namespace);
    expect(await envoy.admin.stat(`http.http-${port}.ext_authz.sluice.error`).catch(() => 0)).toBe(0);
  });
});

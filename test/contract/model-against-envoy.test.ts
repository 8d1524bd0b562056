import { expect, test } from "vitest";
import { readRewriteTemplate, readTemplate } from "../../src/model/check/uri-template.ts";
import { createModel } from "../../src/model/model.ts";
import { validateWithEnvoy } from "../kit/binary/envoy.ts";
import { describeWith } from "../kit/binary/require.ts";
import { certificate } from "../kit/objects/others.ts";
import { selfSigned } from "../kit/tls/certificates.ts";

const types = "type.googleapis.com/envoy.extensions";

function bootstrap(chain: object): Record<string, unknown> {
  const listener = { name: "l", address: { socket_address: { address: "127.0.0.1", port_value: 0 } }, filter_chains: [chain] };
  return { static_resources: { listeners: [listener], clusters: [{ name: "c", type: "STATIC", connect_timeout: "1s" }] } };
}

function withRoute(route: object): Record<string, unknown> {
  const manager = {
    "@type": `${types}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "x",
    route_config: { virtual_hosts: [{ name: "v", domains: ["*"], routes: [route] }] },
    http_filters: [{ name: "envoy.filters.http.router", typed_config: { "@type": `${types}.filters.http.router.v3.Router` } }],
  };
  return bootstrap({ filters: [{ name: "http", typed_config: manager }] });
}

function withCertificate(chain: string, privateKey: string): Record<string, unknown> {
  const proxy = { "@type": `${types}.filters.network.tcp_proxy.v3.TcpProxy`, stat_prefix: "x", cluster: "c" };
  const material = { certificate_chain: { inline_string: chain }, private_key: { inline_string: privateKey } };
  const tls = { "@type": `${types}.transport_sockets.tls.v3.DownstreamTlsContext`, common_tls_context: { tls_certificates: [material] } };
  return bootstrap({ filters: [{ name: "tcp", typed_config: proxy }], transport_socket: { name: "tls", typed_config: tls } });
}

function templateMatch(template: string): object {
  const config = { "@type": `${types}.path.match.uri_template.v3.UriTemplateMatchConfig`, path_template: template };
  return { path_match_policy: { name: "envoy.path.match.uri_template.uri_template_matcher", typed_config: config } };
}

function templateRewrite(template: string): object {
  const config = { "@type": `${types}.path.rewrite.uri_template.v3.UriTemplateRewriteConfig`, path_template_rewrite: template };
  return { cluster: "c", path_rewrite_policy: { name: "envoy.path.rewrite.uri_template.uri_template_rewriter", typed_config: config } };
}

const goodTemplates = [
  ..."/ /a /a/ /a/b /* /** /a/*/b /a/**/b /a=b /{x} /{x}/{y} /{x=*} /{x=**} /{x=a/*/b} /{x=a=b} /{x=*/**} /{x=**/a}".split(" "),
  ..."/a/{x}.html /**.js /*.js /a~b%20c@d:e /{abcdefghijklmnop} /{a}/{b}/{c}/{d}/{e}".split(" "),
];
const badTemplates = [
  ..."a // /a//b /*a/b /**/* /**/{x} /{x=**}/* /**/** /{x}/{x} /{1x} /{x-y} /{} /{x=} /{x /x} /{abcdefghijklmnopq}".split(" "),
  ..."/{a}/{b}/{c}/{d}/{e}/{f} /é /{x=/a} /{x=a/} /{x}{y} /*{x} /a?b /{x=a//b} /{x=**/*}".split(" "),
  "/a b",
  "",
];

describeWith("what the model says of a value, Envoy says too", ["envoy"], () => {
  test.each(goodTemplates)("path template %s is fine", async (template) => {
    expect(readTemplate(template)).not.toHaveProperty("error");
    expect(await validateWithEnvoy(withRoute({ match: templateMatch(template), direct_response: { status: 200 } }))).toBeUndefined();
  });

  test.each(badTemplates)("path template %j is not", async (template) => {
    expect(readTemplate(template)).toHaveProperty("error");
    expect(await validateWithEnvoy(withRoute({ match: templateMatch(template), direct_response: { status: 200 } }))).toBeDefined();
  });

  test.each(["/", "/a", "/{x}", "/a/{x}/b", "/{x}{x}", "/{x}.html", "/a-{x}", "/*"])("rewrite template %s is fine", async (template) => {
    expect(readRewriteTemplate(template)).not.toHaveProperty("error");
    expect(await validateWithEnvoy(withRoute({ match: templateMatch("/{x}"), route: templateRewrite(template) }))).toBeUndefined();
  });

  test.each(["a", "", "//", "/a//b", "/{x", "/x}", "/{}", "/{1}", "/a b", "/{x=a}", "/a?b"])("rewrite template %j is not", async (template) => {
    expect(readRewriteTemplate(template)).toHaveProperty("error");
    expect(await validateWithEnvoy(withRoute({ match: templateMatch("/{x}"), route: templateRewrite(template) }))).toBeDefined();
  });

  test.each([
    ["P-256", "parsed"],
    ["P-384", "parsed"],
    ["P-521", "parsed"],
    ["RSA-2048", "parsed"],
    ["Ed25519", "parsed"],
    ["RSA-1024", "refused"],
  ] as const)("a certificate with a %s key is %s", async (key, verdict) => {
    const made = await selfSigned({ key, hostnames: ["a.example.com"] });
    expect(createModel([]).parse(certificate("c", made).written()).kind).toBe(verdict);
    const words = await validateWithEnvoy(withCertificate(made.chain, made.privateKey));
    expect(words === undefined ? "parsed" : "refused").toBe(verdict);
  });

  test("a key of another certificate is refused", async () => {
    const [one, other] = [await selfSigned({ hostnames: ["a.example.com"] }), await selfSigned({ hostnames: ["a.example.com"] })];
    const mixed = { chain: one.chain, privateKey: other.privateKey };
    expect(createModel([]).parse(certificate("c", mixed).written())).toMatchObject({
      kind: "refused",
      problems: [{ code: "KEY_MISMATCH", pointer: "/spec/privateKey" }],
    });
    expect(await validateWithEnvoy(withCertificate(mixed.chain, mixed.privateKey))).toMatch(/KEY_VALUES_MISMATCH|private key/u);
  });
});

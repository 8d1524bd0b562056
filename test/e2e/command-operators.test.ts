import { expect, it } from "vitest";
import { type CommandOperator, commandOperators } from "../../src/policy/command-operators.ts";
import { checkFormat } from "../../src/policy/format-text.ts";
import { validateWithEnvoy } from "../kit/binary/envoy.ts";
import { describeWith } from "../kit/binary/require.ts";

/** Every operator in every shape that its entry allows. */
function shapesOf(name: string, { parameters, length, example }: CommandOperator): readonly string[] {
  const bare = parameters === "required" ? [] : [`%${name}%`];
  const lengths = !length ? [] : parameters === "required" ? [example.replace(/%$/u, ":3%")] : [`%${name}:3%`];
  return [...bare, example, ...lengths];
}

const good = [
  ...[...commandOperators].flatMap(([name, operator]) => shapesOf(name, operator)),
  ...[
    "100%%",
    "%%REQ(a)%%",
    "a%%b%DURATION%",
    "%REQ(:METHOD?)%",
    "%REQ(?:PATH)%",
    "%START_TIME()%",
    "%GRPC_STATUS(SNAKE_STRING)%",
    "%FILTER_STATE(a:FIELD:b)%",
  ],
];

const bad = [
  ..."50% %duration% %FOO% %REQ% %REQ() %REQ(a?b?c)% %REQ(a,b)% %DURATION(x)% %DURATION:5% %PATH(X)% %GRPC_STATUS(X)% %REQ(a):x% 100%%%".split(" "),
  ..."%FILTER_STATE(a:BAD)% %FILTER_STATE(a:FIELD)% %COMMON_DURATION(a)% %COMMON_DURATION(a:b:x)% %START_TIME(%n)% %UPSTREAM_METADATA(a:b):5%".split(" "),
  ..."%DYNAMIC_METADATA()% %REQUESTED_SERVER_NAME(X)% %QUERY_PARAMS(RAW)% %TRACE_ID:5% %REQ(a)%% %REQ(a%".split(" "),
];

/** A listener whose access log has these fields and whose route adds these headers. */
function bootstrapWith(texts: readonly string[]): Record<string, unknown> {
  const fields = Object.fromEntries(texts.map((text, index) => [`field${String(index)}`, text]));
  const log = { "@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog", log_format: { json_format: fields } };
  const headers = texts.slice(0, 900).map((value, index) => ({ header: { key: `x-${String(index)}`, value } }));
  const manager = {
    "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    stat_prefix: "formats",
    access_log: [{ name: "log", typed_config: log }],
    route_config: {
      virtual_hosts: [{ name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, direct_response: { status: 200 }, request_headers_to_add: headers }] }],
    },
    http_filters: [{ name: "router", typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } }],
  };
  const address = { socket_address: { address: "127.0.0.1", port_value: 0 } };
  return { static_resources: { listeners: [{ name: "edge", address, filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }] }] } };
}

describeWith("command operators as Envoy reads them", ["envoy"], () => {
  it("takes what is taken here", async () => {
    expect(good.filter((text) => checkFormat(text) !== undefined)).toEqual([]);
    expect(good.length).toBeGreaterThan(180);
    expect(await validateWithEnvoy(bootstrapWith(good))).toBeUndefined();
  });

  it.each(bad)("refuses %s", async (text) => {
    expect(checkFormat(text)).toBeDefined();
    expect(await validateWithEnvoy(bootstrapWith([text]))).toBeDefined();
  });
});

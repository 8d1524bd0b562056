import { describe, expect, it } from "vitest";
import { codec, packAny } from "../../gen/codec.ts";
import { fromJson } from "../../gen/from-json.ts";
import type { MessageName, Messages } from "../../gen/messages.ts";
import { toJson } from "../../gen/to-json.ts";
import type { JsonObject } from "../../kit/json.ts";
import { redactBytes } from "./redact.ts";

function redacted<N extends MessageName>(name: N, message: Messages[N]): unknown {
  const { typeUrl, encode, decode } = codec(name);
  return toJson(name, decode(redactBytes(typeUrl, encode(message))));
}

function read<N extends MessageName>(name: N, json: JsonObject): Messages[N] {
  const result = fromJson(name, json);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.message;
}

const secretText = "planted secret";
const certificate = {
  name: "web",
  tls_certificate: { certificate_chain: { inline_string: "public" }, private_key: { inline_string: secretText }, password: { filename: secretText } },
};

describe("redaction", () => {
  it("leaves of a secret what is public", () => {
    expect(redacted("envoy.extensions.transport_sockets.tls.v3.Secret", read("envoy.extensions.transport_sockets.tls.v3.Secret", certificate))).toEqual({
      name: "web",
      tls_certificate: {
        certificate_chain: { inline_string: "public" },
        private_key: { inline_string: "[redacted]" },
        password: { filename: "[redacted]" },
      },
    });
  });

  it("finds what is secret in lists, in maps and in bytes", () => {
    const keys = { session_ticket_keys: { keys: [{ inline_bytes: Buffer.from(secretText) }] } };
    expect(redacted("envoy.extensions.transport_sockets.tls.v3.Secret", { name: "t", ...keys })).toEqual({
      name: "t",
      session_ticket_keys: { keys: [{ inline_bytes: Buffer.from("[redacted]").toString("base64") }] },
    });
    expect(redacted("envoy.extensions.filters.http.ext_authz.v3.CheckSettings", { context_extensions: { plan: secretText } })).toEqual({
      context_extensions: { plan: "[redacted]" },
    });
  });

  it("opens what is packed: an Any in an Any, and a TypedStruct", () => {
    const users = packAny("envoy.extensions.filters.http.basic_auth.v3.BasicAuth", { users: { inline_string: secretText } });
    const shown = { "@type": users.type_url, users: { inline_string: "[redacted]" } };
    expect(redacted("envoy.config.core.v3.TypedExtensionConfig", { name: "b", typed_config: users })).toEqual({ name: "b", typed_config: shown });
    const twice = packAny("envoy.config.core.v3.TypedExtensionConfig", { name: "inner", typed_config: users });
    expect(redacted("envoy.config.core.v3.TypedExtensionConfig", { name: "b", typed_config: twice })).toMatchObject({ typed_config: { typed_config: shown } });
    const struct = read("xds.type.v3.TypedStruct", { type_url: users.type_url ?? "", value: { users: { inlineString: secretText } } });
    expect(redacted("xds.type.v3.TypedStruct", struct)).toEqual({ type_url: users.type_url, value: { users: { inline_string: "[redacted]" } } });
  });

  it("shows nothing of what it does not know", () => {
    const unknown = { type_url: "type.googleapis.com/acme.Plugin", value: Buffer.from(secretText) };
    const any = redactBytes(
      "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
      codec("envoy.config.core.v3.TypedExtensionConfig").encode({ name: "x", typed_config: unknown }),
    );
    expect(Buffer.from(any).includes(secretText)).toBe(false);
    const struct = read("xds.type.v3.TypedStruct", { type_url: unknown.type_url, value: { key: secretText } });
    expect(redacted("xds.type.v3.TypedStruct", struct)).toEqual({ type_url: unknown.type_url });
    expect(redactBytes(unknown.type_url, unknown.value)).toHaveLength(0);
  });

  it("changes nothing where nothing is secret", () => {
    const { typeUrl, encode } = codec("envoy.config.cluster.v3.Cluster");
    const bytes = encode(
      read("envoy.config.cluster.v3.Cluster", {
        name: "a",
        connect_timeout: "1.5s",
        lb_policy: "LEAST_REQUEST",
        metadata: { filter_metadata: { a: { b: [1, true, "c"] } } },
      }),
    );
    expect(Buffer.from(redactBytes(typeUrl, bytes))).toEqual(bytes);
  });
});

import { type NamedValues, type RecordType, scalarTypes, type ValueType } from "./expression-type.ts";

const { string, timestamp, dyn } = scalarTypes;
const texts: ValueType = { kind: "list", of: string };

const pseudoHeaders: Readonly<Record<string, string>> = {
  ":method": "request.method",
  ":path": "request.url_path",
  ":authority": "request.host",
  ":scheme": "request.scheme",
};

const headers: NamedValues = {
  kind: "named",
  name: "request.headers",
  of: string,
  fault: (name) => {
    if (name.startsWith(":")) return `Header ${name} is not read as a header, write ${pseudoHeaders[name] ?? "another field of request"}`;
    if (name !== name.toLowerCase()) return `Header ${name} is not in lower case, write ${name.toLowerCase()}`;
    return /^[!#$%&'*+.^_`|~0-9a-z-]+$/u.test(name) ? undefined : `Text ${JSON.stringify(name)} is not the name of a header`;
  },
};

const query: NamedValues = {
  kind: "named",
  name: "request.query",
  of: string,
  fault: (name) => (name === "" ? "A query parameter has a name" : undefined),
};

/** Metadata of Envoy by its namespaces, each a google.protobuf.Struct. */
function metadata(name: string): NamedValues {
  return {
    kind: "named",
    name,
    of: { kind: "map", of: dyn },
    fault: (namespace) => {
      if (namespace === "") return "A namespace of metadata has a name";
      return namespace === "envoy" ? `Namespace envoy is but the beginning of a name, write ${name}["envoy.filters.http.lua"]` : undefined;
    },
  };
}

/** Variables of expressions. Names are those of Envoy's attributes where there is one. */
export type ExpressionVariables = Readonly<Record<string, ValueType | RecordType>>;

/** What expressions of the policy `auth` may read. */
export const authVariables: ExpressionVariables = {
  request: {
    kind: "record",
    name: "request",
    fields: {
      method: string,
      url_path: string,
      host: string,
      scheme: string,
      protocol: string,
      headers,
      query,
      time: timestamp,
      body: string,
      json: dyn,
      metadata: metadata("request.metadata"),
      route_metadata: metadata("request.route_metadata"),
    },
  },
  source: { kind: "record", name: "source", fields: { address: string, principal: string } },
  connection: { kind: "record", name: "connection", fields: { requested_server_name: string } },
  identity: {
    kind: "record",
    name: "identity",
    fields: {
      method: string,
      kind: string,
      subject: string,
      consumer: string,
      namespace: string,
      plan: string,
      priority: string,
      groups: texts,
      scopes: texts,
      claims: { kind: "map", of: dyn },
    },
  },
};

/** Fields that people know from elsewhere, and what they are called here. */
export const otherNames: Readonly<Record<string, string>> = {
  "request.path": "request.url_path, which is the path in its normal form and without its query",
  "request.raw_body": "request.body",
  "request.parsed_body": "request.json",
  "request.id": "nothing: it differs from request to request",
  "source.ip": "source.address",
  metadata: "request.metadata",
  xds: "request.route_metadata",
  "identity.name": "identity.consumer",
};

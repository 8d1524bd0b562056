import type { Json } from "../../../kit/json.ts";
import { type CompiledExpression, compileExpression } from "../../../model/auth/expression/compile-expression.ts";
import { exactValue, lateRecord } from "../../../model/auth/expression/exact-value.ts";
import { consumerName } from "../directory/consumer.ts";
import type { Identity } from "../identify/identity.ts";
import { headerInput, hostInput, type Input, metadataInput, methodInput } from "../plan/input.ts";
import type { DecisionRequest, MetadataOwner } from "../request/decision-request.ts";
import { valuesOf } from "../request/query.ts";
import { WireError } from "../request/wire-cursor.ts";
import { BodyReading, shownBody } from "./body-reading.ts";
import { claimAt } from "./claim-test.ts";
import { type Condition, type ConditionResult, plainResult, type Subject } from "./condition.ts";

/**
 * The condition that an expression holds. The check of the policy has compiled it before, so here it compiles. An expression that does not look at the consumer's
 * namespace means by a bare name a consumer of the policy's own, `home`.
 */
export function expressionCondition(text: string, home: string): Condition {
  const expression = compileExpression(text);
  const own = expression.reads.some(({ path }) => path === namespacePath) ? undefined : { [consumerPath]: consumerIn(home) };
  const readers = expression.reads.map(({ path, name }) => readerOf(path, name, own));
  const prepared = { expression, bodies: readers.filter(isOfBody), others: readers.filter((reader) => !isOfBody(reader)) };
  const isTimed = expression.reads.some(({ path }) => path === timePath);
  return {
    field: "when",
    inputs: readers.flatMap(({ input }) => input ?? []),
    read: (subject) => Object.fromEntries(readers.map((reader) => readBy(reader, text, subject))),
    test: (subject) => {
      const told = toldOf(prepared, subject);
      return isTimed ? { ...told, until: subject.request.now } : told;
    },
  };
}

const timePath = "request.time";
const consumerPath = "identity.consumer";
const namespacePath = "identity.namespace";

/** Something that an expression reads. What follows from the credential is no input of its own, and neither is the time. */
interface Reader {
  readonly variable: string;
  readonly field: string;
  /** Name of the entry, where the field has entries. */
  readonly name: string | undefined;
  readonly input: Input | undefined;
  /** Undefined when there is no such entry. */
  readonly read: Read;
}

type Read = (subject: Subject) => unknown;

function ofRequest(input: Input): { readonly input: Input; readonly read: Read } {
  return { input, read: ({ request }) => input.read(request) ?? "" };
}

function ofIdentity(read: (identity: Identity) => unknown, absent: unknown = ""): { readonly input: undefined; readonly read: Read } {
  return { input: undefined, read: ({ identity }) => (identity === undefined ? absent : (read(identity) ?? absent)) };
}

function consumerIn(home: string): FieldReader {
  return ofIdentity(({ consumer }) => consumer && consumerName(consumer, home));
}

const view = (id: string, read: (request: DecisionRequest) => string) => ofRequest({ id, read });
const pathInput: Input = { id: "url-path", ofPath: true, read: ({ path }) => (path.kind === "plain" ? path.path : undefined) };

const noClaims: ReadonlyMap<string, unknown> = new Map();

/** How a field is read, and what of the request that is. */
interface FieldReader {
  readonly input: Input | undefined;
  readonly read: Read;
}

/** Bodies are read by a {@link BodyReading}, when the expression comes to ask for them. */
const ofBody: FieldReader = { input: undefined, read: () => undefined };

function isOfBody({ read }: Reader): boolean {
  return read === ofBody.read;
}

/** The fields that expressions may read; `authVariables` of the model has the same. */
const fields: Readonly<Record<string, FieldReader>> = {
  "request.method": ofRequest(methodInput),
  "request.url_path": ofRequest(pathInput),
  "request.host": ofRequest(hostInput),
  "request.scheme": view("scheme", (request) => request.view.scheme),
  "request.protocol": view("protocol", (request) => request.view.protocol),
  "request.body": ofBody,
  "request.json": ofBody,
  [timePath]: { input: undefined, read: ({ request }) => timestampOf(request.now) },
  "source.address": view("source-address", (request) => request.view.sourceAddress),
  "source.principal": view("source-principal", (request) => request.view.principal),
  "connection.requested_server_name": view("server-name", (request) => request.view.serverName),
  "identity.method": ofIdentity(({ method }) => method),
  "identity.kind": ofIdentity(({ kind }) => kind),
  "identity.subject": ofIdentity(({ subject }) => subject),
  [consumerPath]: ofIdentity(({ consumer }) => consumer?.name),
  [namespacePath]: ofIdentity(({ consumer }) => consumer?.namespace),
  "identity.plan": ofIdentity(({ consumer }) => consumer?.plan),
  "identity.priority": ofIdentity(({ consumer }) => consumer?.priority),
  "identity.groups": ofIdentity(({ groups }) => groups, []),
  "identity.scopes": ofIdentity(({ scopes }) => scopes, []),
  "identity.claims": ofIdentity(({ claims }) => exactValue(claims), noClaims),
};

/** How an entry of such a field is read, by its name. */
const entries: Readonly<Record<string, (name: string) => FieldReader>> = {
  "request.headers": header,
  "request.query": queryParameter,
  "request.metadata": (namespace) => metadata("request", namespace),
  "request.route_metadata": (namespace) => metadata("route", namespace),
};

function readerOf(path: string, name: string | undefined, own: Readonly<Record<string, FieldReader>> = {}): Reader {
  const [variable = "", field = ""] = path.split(".");
  const known = name === undefined ? (own[path] ?? fields[path]) : entries[path]?.(name);
  if (known === undefined) throw new Error(`Expressions may read ${path}, and nobody knows how`);
  return { variable, field, name, ...known };
}

function header(name: string): FieldReader {
  const input = headerInput(name);
  return { input, read: ({ request }) => input.read(request) };
}

/** A parameter that stands there twice has no one value: a backend may take either, so whoever asks gets an error. */
function queryParameter(name: string): FieldReader {
  const values = (request: DecisionRequest) => valuesOf(request.parameters, name);
  const input: Input = { id: `query-values:${name}`, read: (request) => JSON.stringify(values(request)) };
  return {
    input,
    read: ({ request }) => {
      const [value, second] = values(request);
      return second === undefined ? value : new NoValue(`Query parameter ${name} is there more than once`, "several values");
    },
  };
}

function metadata(owner: MetadataOwner, namespace: string): FieldReader {
  return {
    input: metadataInput(owner, namespace),
    read: ({ request }) => {
      const values = request.metadata(owner, namespace);
      return values instanceof WireError ? new NoValue(`Metadata ${JSON.stringify(namespace)} cannot be read: ${values.message}`, "not readable") : values;
    },
  };
}

/** Something that is there and has no one value: whoever asks for it gets an error. */
class NoValue {
  readonly why: string;
  /** In place of the value, for explanations. */
  readonly shown: string;
  constructor(why: string, shown: string) {
    this.why = why;
    this.shown = shown;
  }
}

/** What an expression reads, as people write it; of the claims those that it names. */
function readBy(reader: Reader, text: string, subject: Subject): readonly [path: string, value: Json] {
  const { variable, field, name, read } = reader;
  const path = `${variable}.${field}${name === undefined ? "" : `[${JSON.stringify(name)}]`}`;
  if (isOfBody(reader)) return [path, shownBody(subject.request, field, namesIn(text, path))];
  const value = read(subject);
  if (path === timePath) return [path, new Date(subject.request.now).toISOString()];
  if (path === "identity.claims") return [path, namedClaims(text, subject)];
  return [path, value instanceof NoValue ? value.shown : ((value ?? null) as Json)];
}

function namedClaims(text: string, { identity }: Subject): Json {
  return Object.fromEntries(namesIn(text, "identity.claims").map((claim) => [claim, claimAt(identity?.claims ?? {}, [claim]) ?? null]));
}

/** Names of the members of something that an expression asks for. */
function namesIn(text: string, path: string): readonly string[] {
  const member = new RegExp(`${path.replace(".", "\\.")}(?:\\.(?<plain>\\w+)|\\[\\s*(?<quote>["'])(?<quoted>[^"']*)\\k<quote>)`, "gu");
  return [...new Set([...text.matchAll(member)].map(({ groups }) => groups?.["plain"] ?? groups?.["quoted"] ?? ""))];
}

interface Prepared {
  readonly expression: CompiledExpression;
  /** What it reads of bodies. */
  readonly bodies: readonly Reader[];
  readonly others: readonly Reader[];
}

function toldOf({ expression, bodies, others }: Prepared, subject: Subject): ConditionResult {
  const values = new Map<string, Map<string, unknown>>();
  for (const { variable, field, name, read } of others) {
    const value = read(subject);
    if (value instanceof NoValue) return { holds: false, error: value.why };
    const record = mapIn(values, variable);
    if (name === undefined) record.set(field, value);
    else if (value === undefined) mapIn(record, field);
    else mapIn(record, field).set(name, exactValue(value as Json));
  }
  const body = new BodyReading(subject.request);
  const late = new Map(bodies.map(({ field }) => [field, () => body.read(field)]));
  const variables = Object.fromEntries<unknown>(values);
  const whole = late.size === 0 ? variables : { ...variables, request: lateRecord(mapIn(values, "request"), late) };
  const result = expression.evaluate(whole, subject.request.effort);
  return body.told(result.kind === "error" ? { holds: false, error: result.detail } : plainResult(result.holds));
}

/** The map that an entry is; a new one where there is none. */
function mapIn(values: Map<string, unknown>, name: string): Map<string, unknown> {
  const known = values.get(name);
  if (known !== undefined) return known as Map<string, unknown>;
  const made = new Map<string, unknown>();
  values.set(name, made);
  return made;
}

/** A message, as `@bufbuild/protobuf` knows it by its name. */
function timestampOf(milliseconds: number): unknown {
  const seconds = Math.floor(milliseconds / 1000);
  return { $typeName: "google.protobuf.Timestamp", seconds: BigInt(seconds), nanos: Math.round((milliseconds - seconds * 1000) * 1_000_000) };
}

import type { JsonObject } from "../../../kit/json.ts";
import type { StrictJson } from "../../../kit/strict-json.ts";
import { parseAddress } from "../../../model/auth/address-range.ts";
import { newEffort } from "../../../model/auth/expression/effort.ts";
import { type CheckView, type WireName, wireName } from "./check-view.ts";
import { cookieValue } from "./cookies.ts";
import { type Parameter, readParameters, valuesOf } from "./query.ts";
import { BodyFault, bodyJson, bodyText } from "./request-body.ts";
import { type RequestPath, requestPath } from "./request-path.ts";
import { WireError } from "./wire-cursor.ts";

const cookieHeader = wireName("cookie");

/** Whose metadata: what filters have left of the request, or the route's own. */
export type MetadataOwner = "request" | "route";

/** One request while it is decided: what several phases read is read once. */
export class DecisionRequest {
  #view: CheckView;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** What expressions may yet spend on it. */
  readonly effort = newEffort();
  #method: string | undefined;
  #hostname: string | undefined;
  #path: RequestPath | undefined;
  #parameters: readonly Parameter[] | undefined;
  #address: readonly number[] | "none" | undefined;
  #metadata: Map<string, JsonObject | WireError | undefined> | undefined;
  #bodyText: Read<string> | undefined;
  #bodyJson: Read<StrictJson> | undefined;

  constructor(view: CheckView, now: number) {
    this.#view = view;
    this.now = now;
  }

  get view(): CheckView {
    return this.#view;
  }

  /** The same one, as if nobody had looked at it. */
  anew(): DecisionRequest {
    return new DecisionRequest(this.#view, this.now);
  }

  /** Goes on with bytes of its own: those of the read buffer are somebody else's soon. */
  detach(): void {
    this.#view = this.#view.detach();
  }

  /** A table of rules looks at it once a rule. */
  get method(): string {
    this.#method ??= this.view.method;
    return this.#method;
  }

  /** The path as rules see it. */
  get path(): RequestPath {
    this.#path ??= requestPath(this.view.path);
    return this.#path;
  }

  /** The query parameters: whoever looks for one reads them all, and several look. */
  get parameters(): readonly Parameter[] {
    this.#parameters ??= readParameters(this.view.path);
    return this.#parameters;
  }

  /** The host without port, in lower case; the point at the end of a whole name (`api.example.com.`) is none of it. */
  get hostname(): string {
    this.#hostname ??= this.view.host.replace(/\.?(?::\d+)?$/u, "").toLowerCase();
    return this.#hostname;
  }

  /** The bytes of the caller's address; undefined when it is none of IP. */
  get address(): readonly number[] | undefined {
    this.#address ??= parseAddress(this.view.sourceAddress) ?? "none";
    return this.#address === "none" ? undefined : this.#address;
  }

  /** The body as a text. Throws a {@link BodyFault}. */
  get bodyText(): string {
    this.#bodyText ??= tried(() => bodyText(this.view));
    return readValue(this.#bodyText);
  }

  /** The body as JSON. Throws a {@link BodyFault}. */
  get bodyJson(): StrictJson {
    this.#bodyJson ??= tried(() => bodyJson(this.view));
    return readValue(this.#bodyJson);
  }

  header(name: WireName): string | undefined {
    return this.view.header(name);
  }

  cookie(name: string): string | undefined {
    return cookieValue(this.view.header(cookieHeader), name);
  }

  query(name: string): string | undefined {
    return valuesOf(this.parameters, name)[0];
  }

  /** One namespace of metadata; undefined when it is absent, an error when it cannot be read: nobody knows then what it says. */
  metadata(owner: MetadataOwner, namespace: string): JsonObject | WireError | undefined {
    this.#metadata ??= new Map();
    const key = `${owner} ${namespace}`;
    if (!this.#metadata.has(key)) this.#metadata.set(key, this.#readMetadata(owner, namespace));
    return this.#metadata.get(key);
  }

  #readMetadata(owner: MetadataOwner, namespace: string): JsonObject | WireError | undefined {
    try {
      return owner === "request" ? this.view.metadata(namespace) : this.view.routeMetadata(namespace);
    } catch (error) {
      if (error instanceof WireError) return error;
      throw error;
    }
  }
}

/** What came of reading a body: it is read once, also when that fails. */
type Read<Value> = { readonly value: Value } | { readonly fault: BodyFault };

function tried<Value>(read: () => Value): Read<Value> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof BodyFault) return { fault: error };
    throw error;
  }
}

function readValue<Value>(read: Read<Value>): Value {
  if ("fault" in read) throw read.fault;
  return read.value;
}

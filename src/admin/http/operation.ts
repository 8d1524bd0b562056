import type { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { Access, Principal } from "../access/principal.ts";
import type { ProblemCode } from "../problem/problem-types.ts";

/** Methods of the API. HEAD is answered wherever GET is. */
export type Method = "get" | "put" | "post" | "patch" | "delete";

/** Parameters by where they stand. Header names in lower case. Every value is a text on the wire. */
export interface ParameterSchemas<P extends z.ZodObject, Q extends z.ZodObject, H extends z.ZodObject> {
  readonly path: P;
  readonly query: Q;
  readonly header: H;
}

/** Gives the JSON Schema of a schema: a reference when it has a name. */
export interface SchemaReferences {
  reference(schema: BodySchema): JsonObject;
}

/** A schema that is JSON Schema already; one with a `name` becomes a component of the OpenAPI document. */
export interface RawSchema {
  readonly name?: string;
  readonly schema: (references: SchemaReferences) => JsonObject;
}

/** Schema of a body. */
export type BodySchema = z.ZodType | RawSchema;

/** What an operation takes as its body. */
export interface BodyDescription {
  /** Media type → schema of one document (for the OpenAPI document; handlers check by the model). */
  readonly content: Readonly<Record<string, BodySchema>>;
  /** `object`: one object. `bulk`: many. Each has its own size limit. */
  readonly size: "object" | "bulk";
}

/** One successful answer of an operation. */
export interface AnswerDescription {
  readonly description: string;
  /** Media type → schema of the body; none at all for an answer without a body. */
  readonly content?: Readonly<Record<string, BodySchema>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One operation of the API: the only description of it. The router checks parameters and access by it, and the OpenAPI document is
 * made from it, so that neither can drift from the other.
 */
export interface Operation {
  /** The `operationId`, lower camel case. */
  readonly id: string;
  readonly method: Method;
  /** OpenAPI template, for example `/v1/namespaces/{namespace}/routes/{name}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly parameters: ParameterSchemas<z.ZodObject, z.ZodObject, z.ZodObject>;
  readonly body?: BodyDescription;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Problems beside those that every operation of this form can have. */
  readonly problems: readonly ProblemCode[];
  readonly handle: (call: Call) => Promise<Answer> | Answer;
}

/** A request whose parameters are checked and whose caller is known. */
export interface Call<P = Parameters, Q = Parameters, H = Parameters> {
  readonly path: P;
  readonly query: Q;
  readonly header: H;
  /** Undefined for public operations. */
  readonly principal: Principal;
  readonly requestId: string;
  /** Remote address. */
  readonly from: string;
  /** The media type the caller prefers among those of the operation's success answers. */
  readonly accept: string;
  /** Aborts when the caller goes away or the server stops. */
  readonly signal: AbortSignal;
  /** Reads and parses the body: one document of JSON, any number of YAML. */
  documents(): Promise<ParsedBody>;
}

/** Checked parameters before an operation narrows them. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A body that was read. */
export interface ParsedBody {
  /** Without parameters, aliases resolved: `application/json`, `application/yaml`, `application/merge-patch+json`, `application/json-patch+json`. */
  readonly mediaType: string;
  readonly documents: readonly Json[];
}

/** What a handler answers. */
export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: Json }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly mediaType: string; readonly text: string }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly mediaType: string; readonly stream: AsyncIterable<string> };

/** An operation as it is written down: handler and parameters typed by the same schemas. */
export interface OperationDefinition<P extends z.ZodObject, Q extends z.ZodObject, H extends z.ZodObject>
  extends Omit<Operation, "parameters" | "handle" | "problems"> {
  readonly parameters: Partial<ParameterSchemas<P, Q, H>>;
  readonly problems?: readonly ProblemCode[];
  readonly handle: (call: Call<z.infer<P>, z.infer<Q>, z.infer<H>>) => Promise<Answer> | Answer;
}

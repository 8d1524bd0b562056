import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { kinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import { resourceTypes } from "../../snapshot/resource.ts";
import { recordPrefix } from "../../store/store.ts";
import { causes } from "./decide/cause.ts";
import { scopes } from "./decide/scope.ts";
import { idText, type ResourceId } from "./resource-id.ts";

/** Form of the records; those of another are not read. */
const schema = 1;

/** Limits of what a record names, so that none outgrows the store. */
export const recordLimits = {
  /** Refused versions of one resource or object, the newest. */
  refused: 4,
  /** Characters of one object as JSON; four of them go into a record. */
  object: 200_000,
  /** Nodes of one refused version. */
  nodes: 1000,
  /** Resources that are named for one object, the newest. */
  resources: 20,
  /** Characters of a proxy's words. */
  detail: 2000,
} as const;

const keySchema = z.object({ kind: z.enum(kinds), namespace: z.string(), name: z.string() });

const refusedVersionSchema = z.object({
  version: z.string(),
  scope: z.enum(scopes),
  cause: z.enum(causes),
  /** Those that refused it, as far as they are named. */
  nodes: z.array(z.string()).readonly(),
  detail: z.string(),
  since: z.string(),
});

const sealedSchema = z.object({ key: z.string(), iv: z.string(), data: z.string() });

const keptSchema = z.object({
  type: z.enum(resourceTypes),
  name: z.string(),
  version: z.string(),
  warming: z.enum(["none", "endpoints", "slow"]),
  onDemand: z.boolean().exactOptional(),
  ttlMs: z.number().exactOptional(),
  references: z.partialRecord(z.enum(resourceTypes), z.array(z.string())),
  sealed: sealedSchema,
  /** The plans that it names. */
  plans: sealedSchema.exactOptional(),
  /** Of a table: what proxies get whose virtual hosts travel by themselves. */
  split: z.object({ version: z.string(), hosts: z.enum(["pushed", "onDemand"]), sealed: sealedSchema }).exactOptional(),
});

const culpritSchema = z.object({
  object: keySchema,
  pointer: z.string(),
  /** Revision of the object that is refused. */
  revision: z.number(),
  /** Hash of its content. */
  content: z.string(),
  author: z.string().exactOptional(),
});

const resourceSchema = z.object({
  schema: z.literal(schema),
  /** Oldest first. */
  refused: z.array(refusedVersionSchema).min(1),
  /** Newest revision at which a proxy had everything: what is bad came later. */
  after: z.number(),
  /** What stays in force; `none`: there was nothing before; `unknown`: only the proxies know. */
  lastGood: z.union([z.literal("none"), z.literal("unknown"), keptSchema]),
  /** What the last good one refers to and the view has no more. */
  beside: z.array(keptSchema),
  /** The objects that caused it: named, being looked for, or not to be told from each other. */
  culprits: z.union([z.literal("open"), z.literal("together"), z.array(culpritSchema).readonly()]),
});

const storedObjectSchema = z.object({
  ...keySchema.shape,
  labels: z.record(z.string(), z.string()),
  spec: z.record(z.string(), z.json()),
  revision: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  owner: z.string(),
}) as unknown as z.ZodType<StoredObject>;

const refusedContentSchema = z.object({
  /** Hash of the object's content. */
  content: z.string(),
  revision: z.number(),
  author: z.string().exactOptional(),
  pointer: z.string(),
  scope: z.enum(scopes),
  /** Those that refused it, as far as they are named. */
  nodes: z.array(z.string()).readonly(),
  detail: z.string(),
  since: z.string(),
  /** The object as it was when they last took it; null: it did not exist, and it is not in force for them. */
  inForce: storedObjectSchema.nullable(),
});

const objectSchema = z.object({
  schema: z.literal(schema),
  /** Oldest first. */
  refused: z.array(refusedContentSchema).min(1),
  /** Texts of the resources that were refused for it. */
  resources: z.array(z.string()).readonly(),
});

/** One version of a resource that proxies refused. */
export type RefusedVersion = z.infer<typeof refusedVersionSchema>;

/** A resource as it is kept in a record: its bytes are compressed and sealed. */
export type KeptRecord = z.infer<typeof keptSchema>;

/** An object that caused a refusal, and where. */
export type Culprit = z.infer<typeof culpritSchema>;

/** The quarantine of one resource in one view: which versions are held back, for whom, and what stays in force. */
export type ResourceRecord = z.infer<typeof resourceSchema>;

/** One content of an object that proxies refused. */
export type RefusedContent = z.infer<typeof refusedContentSchema>;

/** The quarantine of one object: which contents are held back, and which one is in force for them in every resource. */
export type ObjectRecord = z.infer<typeof objectSchema>;

const objectPrefix = `${recordPrefix.quarantine}object/`;

/** Key of the record of a resource. */
export function resourceRecordKey(id: ResourceId): string {
  return `${recordPrefix.quarantine}${idText(id)}`;
}

/** Key of the record of an object, by its key text. */
export function objectRecordKey(key: string): string {
  return `${objectPrefix}${key}`;
}

/** What a key of a record is about. */
export type RecordSubject = { readonly kind: "object"; readonly key: string } | { readonly kind: "resource"; readonly id: string };

/** Reads the key of a record; undefined for records of others. */
export function subjectOf(key: string): RecordSubject | undefined {
  if (key.startsWith(objectPrefix)) return { kind: "object", key: key.slice(objectPrefix.length) };
  return key.startsWith(recordPrefix.quarantine) ? { kind: "resource", id: key.slice(recordPrefix.quarantine.length) } : undefined;
}

/** Reads the record of a resource; undefined when it is of another form. */
export function readResourceRecord(value: Json): ResourceRecord | undefined {
  return resourceSchema.safeParse(value).data;
}

/** Reads the record of an object; undefined when it is of another form. */
export function readObjectRecord(value: Json): ObjectRecord | undefined {
  return objectSchema.safeParse(value).data;
}

/** A new record of a resource. */
export function resourceRecord(parts: Omit<ResourceRecord, "schema">): ResourceRecord {
  return { schema, ...parts };
}

/** A new record of an object. */
export function objectRecord(parts: Omit<ObjectRecord, "schema">): ObjectRecord {
  return { schema, ...parts };
}

/** The object of a key text as `Route/default/hello`. */
export function objectOfKey(text: string): ObjectKey | undefined {
  const [kind = "", namespace = "", name = ""] = text.split("/");
  return keySchema.safeParse({ kind, namespace, name }).data;
}

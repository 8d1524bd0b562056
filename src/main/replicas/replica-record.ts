import { z } from "zod";
import type { Json } from "../../kit/json.ts";

/** Form of the records; others are not read. */
const schema = 1;

const replicaSchema = z.object({
  schema: z.literal(schema),
  /** By who asked: the newest question that this replica has everything for. */
  heard: z.record(z.string(), z.number()),
  /** Of the role authz: whether it remembers nonces and sessions together with others. */
  memory: z.enum(["own", "shared"]).exactOptional(),
});

const askSchema = z.object({
  schema: z.literal(schema),
  number: z.number(),
  /** It is answered by who has this revision. */
  revision: z.number(),
});

/** Where the role authz remembers nonces and sessions: in its own memory, or together with others. */
export type AuthMemory = NonNullable<ReplicaRecord["memory"]>;

/** Questions that a replica has answered, the newest of each who asks. Proxies ask this replica with each request. */
export type ReplicaRecord = z.infer<typeof replicaSchema>;

/** A question to all replicas: who has everything that was written before this? */
export type AskRecord = z.infer<typeof askSchema>;

/** The record of a replica that has answered these questions; `memory` is that of the role authz. */
export function replicaRecord(heard: ReadonlyMap<string, number>, memory: AuthMemory | undefined): Json {
  return { schema, heard: Object.fromEntries(heard), ...(memory !== undefined && { memory }) } satisfies ReplicaRecord;
}

/** The record of a question. */
export function askRecord(ask: Omit<AskRecord, "schema">): Json {
  return { schema, ...ask } satisfies AskRecord;
}

/** Reads the record of a replica; undefined when it is of another form. */
export function readReplicaRecord(value: Json | undefined): ReplicaRecord | undefined {
  return replicaSchema.safeParse(value).data;
}

/** Reads the record of a question; undefined when it is of another form. */
export function readAskRecord(value: Json | undefined): AskRecord | undefined {
  return askSchema.safeParse(value).data;
}

import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import { recordPrefix } from "../../store/store.ts";

/** Form of the records; others are not read. */
const schema = 1;

const recordSchema = z.object({
  schema: z.literal(schema),
  credentials: z.record(z.string(), z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/u)),
});

/** When credentials were used last: names with ISO 8601, UTC, to the minute: `2026-11-25T08:00Z`. The later of two is the greater text. */
export type CredentialTimes = Readonly<Record<string, string>>;

/** Key of the record that says when a consumer's credentials were used last. */
export function lastUseKey({ namespace, name }: Pick<ObjectKey, "namespace" | "name">): string {
  return `${recordPrefix.use}${namespace}/${name}`;
}

/** The Consumer that a record of this kind is about; undefined for records of others. */
export function consumerOfLastUse(key: string): ObjectKey | undefined {
  const [namespace, name, ...rest] = key.startsWith(recordPrefix.use) ? key.slice(recordPrefix.use.length).split("/") : [];
  return namespace === undefined || name === undefined || rest.length > 0 ? undefined : { kind: "Consumer", namespace, name };
}

/** The value of a record. */
export function lastUseRecord(credentials: CredentialTimes): Json {
  return { schema, credentials: { ...credentials } };
}

/** Reads the value of a record; undefined when it is of another form. */
export function readLastUseRecord(value: Json | undefined): CredentialTimes | undefined {
  return recordSchema.safeParse(value).data?.credentials;
}

/** A time, in milliseconds since the Unix epoch, to the minute. */
export function minuteText(time: number): string {
  return `${new Date(time).toISOString().slice(0, "2026-11-25T08:00".length)}Z`;
}

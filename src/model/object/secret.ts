import { z } from "zod";
import type { SealedValue } from "../../kit/seal.ts";
import { shown } from "../check/complaint.ts";
import { formed } from "./common.ts";
import { storedSecret, writtenSecret } from "./secret-field.ts";

const entryName = formed(/^[A-Za-z0-9._-]{1,253}$/u, (value) => [
  "INVALID_NAME",
  `Entry ${shown(value)} is not a valid name`,
  "Use letters, digits, '.', '_' and '-'",
]);

const description = "Secret texts by name. Never read back, and never used from another namespace.";

/** Fields of a secret's spec as users write them. */
export const secretShape = { data: z.record(entryName, writtenSecret(z.string().max(262_144))).describe(description) } as const;

/** Fields of a secret's spec as they are stored. */
export const storedSecretShape = { data: z.record(entryName, storedSecret).describe(description) } as const;

/** Spec of a Secret as it is read; its values are sealed. */
export interface SecretSpec {
  readonly data: Readonly<Record<string, string | SealedValue>>;
}

import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { readPublicKey } from "../../kit/x509.ts";
import { algorithmsOf, publicAlgorithms } from "../auth/message-algorithm.ts";
import { shown } from "./complaint.ts";
import { placed } from "./placed-check.ts";

const validity = z.object({ notBefore: z.string().optional(), expires: z.string().optional() });

const signature = z.object({
  publicKey: z.string().optional(),
  algorithm: z.enum(publicAlgorithms).optional(),
  secret: z.unknown().optional(),
  encoding: z.string().optional(),
});

/** The checks of a Consumer's spec. */
export const consumerChecks = [placed("/credentials/*", validity, checkValidity), placed("/credentials/*/signature", signature, checkSignature)];

function checkValidity({ notBefore, expires }: z.output<typeof validity>, pointer: string): readonly Problem[] {
  const missing = [["notBefore", notBefore] as const, ["expires", expires] as const].flatMap(([field, text]): readonly Problem[] => {
    if (text === undefined || !Number.isNaN(Date.parse(text))) return [];
    return [{ code: "INVALID_TIME", pointer: `${pointer}/${field}`, detail: `Time ${shown(text)} does not exist`, hint: "Look at its month, day and hour" }];
  });
  if (missing.length > 0 || notBefore === undefined || expires === undefined || Date.parse(notBefore) < Date.parse(expires)) return missing;
  const detail = `Time ${expires} is not after ${notBefore}`;
  return [{ code: "OUT_OF_RANGE", pointer: `${pointer}/expires`, detail, hint: "Such a credential is never good" }];
}

function checkSignature({ publicKey, algorithm, secret, encoding }: z.output<typeof signature>, pointer: string): readonly Problem[] {
  if (publicKey !== undefined) return keyProblems(publicKey, algorithm, pointer);
  if (encoding !== "base64" || typeof secret !== "string") return [];
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/u.test(secret) ? Buffer.from(secret, "base64").length : 0;
  if (bytes >= 32) return [];
  return [{ code: "INVALID_VALUE", pointer: `${pointer}/secret`, detail: "Secret is not valid", hint: "Write at least 32 bytes as base64" }];
}

function keyProblems(publicKey: string, algorithm: (typeof publicAlgorithms)[number] | undefined, pointer: string): readonly Problem[] {
  const read = readPublicKey(publicKey);
  if ("error" in read) return [{ code: "INVALID_VALUE", pointer: `${pointer}/publicKey`, detail: read.error, hint: "Write a PEM block" }];
  const possible = algorithmsOf(read.key);
  const { type, curve, bits } = read.key;
  const name = [type, curve ?? bits].filter((part) => part !== undefined).join(" ");
  if (possible.length === 0)
    return [
      {
        code: "INVALID_VALUE",
        pointer: `${pointer}/publicKey`,
        detail: `A key ${name} is of no use here`,
        hint: "Use RSA from 2048 bits, EC P-256 or P-384, or Ed25519",
      },
    ];
  if (algorithm === undefined || possible.includes(algorithm)) return [];
  return [
    {
      code: "INVALID_VALUE",
      pointer: `${pointer}/algorithm`,
      detail: `Algorithm ${algorithm} does not go with a key ${name}`,
      hint: `Write ${possible.join(" or ")}`,
    },
  ];
}

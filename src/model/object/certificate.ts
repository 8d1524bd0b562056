import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import type { SealedValue } from "../../kit/seal.ts";
import { allowedFrom } from "./common.ts";
import { storedSecret, writtenSecret } from "./secret-field.ts";

const chain = z.string().min(1).max(262_144);

/** Fields of a certificate's spec as users write them. */
export const certificateShape = {
  chain: chain.describe("PEM: the server's or client's certificate first, then its intermediates."),
  privateKey: writtenSecret(chain).describe(
    "PEM: the private key of the first certificate, RSA (2048 bits or more), EC (P-256, P-384, P-521) or Ed25519, without passphrase. Never read back.",
  ),
  allowedFrom: allowedFrom.describe("Namespaces whose gateways and services may use it, beside its own; default: none.").exactOptional(),
} as const;

/** Fields of a certificate's spec as they are stored. */
export const storedCertificateShape = { ...certificateShape, privateKey: storedSecret } as const;

/** Spec of a Certificate as it is read; the key is sealed. */
export type CertificateSpec = Omit<DeepReadonly<z.output<z.ZodObject<typeof storedCertificateShape>>>, "privateKey"> & {
  readonly privateKey: string | SealedValue;
};

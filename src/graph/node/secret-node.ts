import type { SealedValue } from "../../kit/seal.ts";
import type { Origin } from "../../model/object/object.ts";

/** TLS material; private keys stay sealed until the translation opens them. */
export type SecretNode =
  | {
      readonly kind: "certificate";
      readonly name: string;
      readonly chain: string;
      readonly privateKey: SealedValue | string;
      /** What the envelope is bound to. */
      readonly context: string;
      readonly origin: Origin;
    }
  | { readonly kind: "trust"; readonly name: string; readonly certificates: string; readonly origin: Origin }
  | { readonly kind: "trust-file"; readonly name: string; readonly file: string; readonly origin: Origin };

/** Name of the SDS secret of a Certificate object. */
export function certificateSecretName(namespace: string, name: string): string {
  return `certificate/${namespace}/${name}`;
}

/** Name of the SDS secret of a TrustBundle object. */
export function trustSecretName(namespace: string, name: string): string {
  return `trust/${namespace}/${name}`;
}

/**
 * Name of the SDS secret with the system's authorities. It is another one in each node group, because every distribution keeps them elsewhere
 * and Envoy does not implement `system_root_certs`; clusters are the same everywhere.
 */
export const systemTrustName = "trust/system";

/** Name of a secret that must be used and may not, or does not exist: nobody can make one of this name, so what needs it stays closed. */
export function unresolvedSecretName(name: string): string {
  return `unresolved:${name}`;
}

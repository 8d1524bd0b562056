import type { JsonObject } from "../../kit/json.ts";
import type { ViewKey } from "../../snapshot/resource.ts";

/** The extensions that are built into a proxy, as far as it tells. */
export interface NodeExtensions {
  /** Names, sorted, by category: `envoy.filters.http`. */
  byCategory(): Readonly<Record<string, readonly string[]>>;
}

/** What a proxy says of itself. It chooses only among what its credential admits. */
export interface NodeIdentity {
  readonly id: string;
  readonly cluster: string;
  readonly metadata: JsonObject;
  readonly region: string;
  readonly zone: string;
  readonly subZone: string;
  /** `envoy`, `gRPC Node`; empty when it does not say. */
  readonly userAgent: string;
  /** `1.40.0`; empty when it does not say. */
  readonly version: string;
  /** Of proxies that tell. */
  readonly extensions?: NodeExtensions;
}

/** How a proxy proves who it is. */
export interface NodeCredential {
  /** Of `authorization: Bearer …`. */
  readonly token: string | undefined;
  /** The verified client certificate. */
  readonly certificate: { readonly subject: string; readonly subjectAltNames: readonly string[]; readonly fingerprint: string } | undefined;
  /** The connection comes from this machine. */
  readonly loopback: boolean;
}

/** Whether a proxy may connect, and what it gets. A denial is told to it as a gRPC status, never by silence. */
export type Admission =
  | { readonly kind: "admitted"; readonly view: ViewKey }
  | { readonly kind: "denied"; readonly code: "UNAUTHENTICATED" | "PERMISSION_DENIED" | "FAILED_PRECONDITION" | "UNAVAILABLE"; readonly message: string };

/** Who decides on admission; given by `main`. */
export interface AdmissionPort {
  admit(node: NodeIdentity, credential: NodeCredential): Promise<Admission>;
  /** Told when an earlier answer may be another now; open streams are asked about again. The answer ends it. */
  onChange(listener: () => void): () => void;
}

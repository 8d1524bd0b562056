import type { CredentialPlace } from "../../../model/auth/credential-place.ts";

/** What must not go on to the backend: something at a place, or cookies of a family – one of this name, and those that have a point and more behind it. */
export type Removal = CredentialPlace | { readonly cookieFamily: string };

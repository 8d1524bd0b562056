import type { CredentialPlace } from "../../../model/auth/credential-place.ts";

/** Where something stands that must not go on to the backend. */
export type Removal = CredentialPlace;

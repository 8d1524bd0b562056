import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { shown } from "../check/complaint.ts";
import { formed } from "../object/common.ts";
import { exclusive } from "../object/exclusive.ts";
import { headerName } from "../object/http-text.ts";

const scheme = formed(/^[A-Za-z][A-Za-z0-9-]{0,31}$/u, (value) => [
  "INVALID_VALUE",
  `Scheme ${shown(value)} is not valid`,
  "Write the word that stands before the credential: Bearer",
]);

/** A cookie's name, RFC 6265. */
export const cookieName = formed(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/u, (value) => [
  "INVALID_NAME",
  `Cookie name ${shown(value)} is not valid`,
  "Use letters, digits and the characters of a token",
]);

const queryName = z.string().min(1).max(256);

/** Where a credential stands in a request: exactly one of header, query and cookie. */
export const credentialPlace = exclusive(
  {},
  {
    header: {
      header: headerName.describe("Name of a header; case does not matter."),
      scheme: scheme.describe("Word before the credential, as in Authorization: Bearer; case does not matter. Default: none.").exactOptional(),
    },
    query: { query: queryName.describe("Name of a query parameter; it lands in logs, a header is better.") },
    cookie: { cookie: cookieName.describe("Name of a cookie.") },
  },
);

/** Where a credential stands in a request. */
export type CredentialPlace = DeepReadonly<z.output<typeof credentialPlace>>;

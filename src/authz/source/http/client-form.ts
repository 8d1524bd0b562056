import type { SecretEntry } from "../../decide/need.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import type { SentForm } from "./fetch-json.ts";

/** As whom an identity provider is asked. */
export interface ShownClient {
  readonly id: string;
  /** Undefined: a public client, which shows its id alone. */
  readonly secret: SecretEntry | undefined;
  readonly method: "basic" | "post";
}

/** A form with the credential of a client (RFC 6749 §2.3.1); throws `ERR_AUTHZ_SECRET_MISSING`. */
export function clientForm(fields: Readonly<Record<string, string>>, client: ShownClient, secrets: Pick<SecretBook, "read">): SentForm {
  if (client.secret === undefined) return { fields: { ...fields, client_id: client.id } };
  const secret = secrets.read(client.secret);
  if (client.method === "post") return { fields: { ...fields, client_id: client.id, client_secret: secret } };
  // Both are form-encoded first.
  const [id, password] = [client.id, secret].map((text) => new URLSearchParams({ "": text }).toString().slice(1));
  return { fields, authorization: `Basic ${Buffer.from(`${id ?? ""}:${password ?? ""}`).toString("base64")}` };
}

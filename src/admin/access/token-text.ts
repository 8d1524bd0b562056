import type { Random } from "../../kit/clock.ts";

/** Name of the token that the first admin key is stored under. */
export const adminKeyName = "admin";

const form = /^slc_(?<name>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)_[A-Za-z0-9_-]{43}$/u;

/** A new token: `slc_`, its name, and 32 random bytes in base64url. The prefix lets scanners find tokens that leaked. */
export function newTokenText(name: string, random: Random): string {
  return `slc_${name}_${Buffer.from(random.bytes(32)).toString("base64url")}`;
}

/**
 * The names of the tokens that a text can be, most likely first. A text of another form can only be an admin key that the
 * person chose (`SLUICE_ADMIN_KEY_FILE`).
 */
export function tokenCandidates(text: string): readonly string[] {
  const name = form.exec(text)?.groups?.["name"];
  return name === undefined || name === adminKeyName ? [adminKeyName] : [name, adminKeyName];
}

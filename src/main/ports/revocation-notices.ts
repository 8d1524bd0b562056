import { inputKey } from "../../graph/build/inputs.ts";
import { keyTitle, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { RevocationSpec } from "../../model/object/revocation.ts";
import type { WorldChange } from "../fleet/world.ts";

/** Gives a consumer as it is written. */
export type FindConsumer = (key: ObjectKey) => Pick<StoredObject, "spec"> | undefined;

/**
 * What a person should know who revokes what is not there: a name with a typing error leaves the key good that was meant. It is no error, because what is revoked may have
 * been deleted before, and come back by a revert.
 */
export function revocationNotices(changes: readonly WorldChange[], find: FindConsumer): readonly string[] {
  return changes.flatMap(({ after }) => {
    if (after?.kind !== "Revocation") return [];
    const { consumer, credential } = after.spec as unknown as RevocationSpec;
    const name = consumer ?? credential?.consumer;
    if (name === undefined) return [];
    const key: ObjectKey = { kind: "Consumer", namespace: after.namespace, name };
    const written = changes.find((change) => inputKey(change.key) === inputKey(key) && change.key.kind === "Consumer")?.after ?? find(key);
    const missing = missingOf(written, { title: keyTitle(key), credential: credential?.name });
    return missing === undefined ? [] : [`${keyTitle(after)}: ${missing}, so nothing that is good now is revoked by it`];
  });
}

function missingOf(
  written: Pick<StoredObject, "spec"> | undefined,
  { title, credential }: { readonly title: string; readonly credential: string | undefined },
): string | undefined {
  if (written === undefined) return `${title} does not exist`;
  const names = Object.keys((written.spec["credentials"] ?? {}) as object);
  if (credential === undefined || names.includes(credential)) return undefined;
  return `${title} has no credential ${credential} (it has ${names.length === 0 ? "none" : names.join(", ")})`;
}

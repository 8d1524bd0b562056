import { appendPointer } from "../../kit/json-pointer.ts";
import type { Collection } from "../../kit/query/collection.ts";
import type { ConsumerSpec } from "../../model/object/consumer.ts";
import { keyTitle, type ObjectKey } from "../../model/object/object.ts";
import { inputKey, type Parsed } from "../build/inputs.ts";
import type { Finding } from "../node/finding.ts";
import { type ShownCredential, shownCredential } from "./shown-credential.ts";

interface OwnedCredential extends ShownCredential {
  readonly consumer: ObjectKey;
  readonly name: string;
}

/** Credentials of one namespace whose callers show the same, as warnings, by namespace and what is shown: the first by name has all of them. */
export function sharedCredentials(consumers: Collection<Parsed<ConsumerSpec>>): Collection<readonly Finding[]> {
  return consumers
    .flatMap<OwnedCredential>("credentials", ({ key, spec }) =>
      Object.entries(spec.credentials).map(([name, fields]) => [`${inputKey(key)}/${name}`, { ...shownCredential(fields), consumer: key, name }] as const),
    )
    .groupBy("credentials by what is shown", ({ consumer, identity }) => `${consumer.namespace} ${identity}`)
    .map("shared credentials", (members) => {
      const findings = members.size < 2 ? [] : findingsAmong([...members.values()]);
      return findings.length === 0 ? undefined : findings;
    });
}

/** In the order in which the service looks at them; see `byOwner`. */
function findingsAmong(credentials: readonly OwnedCredential[]): readonly Finding[] {
  const [winner, ...others] = [...credentials].sort((left, right) => (titleOf(left) < titleOf(right) ? -1 : 1));
  if (winner === undefined) return [];
  // A password is replaced without a gap by two credentials of one user.
  return others.filter(({ consumer, isToldApart }) => !isToldApart || consumer.name !== winner.consumer.name).map((other) => sharedWith(winner, other));
}

function titleOf({ consumer, name }: OwnedCredential): string {
  return `${inputKey(consumer)}/${name}`;
}

function sharedWith(winner: OwnedCredential, { consumer, name, what, isToldApart }: OwnedCredential): Finding {
  const same = `Credential ${name} has the ${what} that credential ${winner.name} of ${keyTitle(winner.consumer)} has, too`;
  const outcome = isToldApart
    ? "their passwords tell them apart, and where these are the same, callers are that one"
    : "that one comes first by name, and whoever shows it is taken for that one";
  return {
    object: consumer,
    pointer: appendPointer("/spec/credentials", name),
    condition: "Conflicted",
    code: "SHARED_CREDENTIAL",
    detail: `${same}: ${outcome}`,
    hint: "Give each credential its own, or remove one of them",
    severity: "warning",
    involves: [winner.consumer],
  };
}

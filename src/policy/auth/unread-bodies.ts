import type { Finding } from "../../graph/node/finding.ts";
import type { LowerContext } from "../../graph/policy/graph-policy.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import { bodyReaders } from "../../model/auth/body-readers.ts";
import { keyText, type Origin } from "../../model/object/object.ts";

/** The expressions of a block that look at bodies where requests may have none that is to be had, or suffer from it, as warnings. */
export function unreadBodies(spec: AuthSpec, origin: Origin, { action, subject }: LowerContext): readonly Finding[] {
  if (action?.kind !== "forward") return [];
  const lost = [...(action.streaming ? [ofStreams] : []), ...(action.upgrades.length > 0 ? [ofUpgrades(action.upgrades)] : [])];
  if (lost.length === 0) return [];
  const involves = keyText(subject.object) === keyText(origin.object) ? [] : [subject.object];
  return bodyReaders(spec).flatMap((pointer) =>
    lost.map(
      (words): Finding => ({
        object: origin.object,
        pointer: origin.pointer + pointer,
        code: "BODY_NOT_READABLE",
        ...words,
        involves,
        severity: "warning",
        condition: "Accepted",
      }),
    ),
  );
}

type Words = Pick<Finding, "detail" | "hint">;

const ofStreams: Words = {
  detail: "Backends speak gRPC: a proxy holds a stream back until it ends or is too long, and a message is no text",
  hint: "Let the rule look at methods, paths and headers; a policy of the rule alone can read the bodies of others",
};

function ofUpgrades(upgrades: readonly string[]): Words {
  return {
    detail: `Requests may be upgraded (${upgrades.join(", ")}), and then there is no body to look at: the expression has no value for them`,
    hint: "Write a rule before it that takes them, or read the body only of other requests: request.method == 'GET' || request.json.amount <= 100",
  };
}

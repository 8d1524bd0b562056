import { expect, it } from "vitest";
import { readObjects, testModel } from "../../../test/kit/translate/translate.ts";
import { policies } from "../../policy/registry.ts";
import { memoryNotices } from "./memory-notices.ts";

const model = testModel(policies);
const policy = (way: string): string => `kind: Policy\nname: p\nspec: { targets: [{ kind: Namespace }], auth: { identify: [${way}] } }\n`;
const login = (keptIn: string): string => `{ oidc: { issuer: "https://idp.example.com", client: { id: shop }, session: { keptIn: ${keptIn} } } }`;

it.each<[string, string, { all: number; own: number }, readonly string[]]>([
  [
    "a session that servers keep",
    login("server"),
    { all: 2, own: 2 },
    ["a session is known at the replica alone where it began, since 2 of 2 replicas of the role authz remember for themselves"],
  ],
  ["a signature", "{ signature: {} }", { all: 3, own: 1 }, ["a signed request gets in once at each replica, since 1 of 3 replicas"]],
  ["a session in cookies", login("cookie"), { all: 2, own: 2 }, []],
  ["one replica alone", login("server"), { all: 1, own: 1 }, []],
  ["replicas that remember together", login("server"), { all: 2, own: 0 }, []],
])("tells the writer of a policy where replicas remember each for itself: %s", (_, way, memories, told) => {
  const changes = readObjects(policy(way), model).map((after) => ({ key: after, after }));
  const notices = memoryNotices(changes, { model, memories });
  expect(notices).toHaveLength(told.length);
  for (const [index, words] of told.entries()) expect(notices[index]).toContain(`Policy default/p: ${words}`);
});

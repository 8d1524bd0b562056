import { expect, it } from "vitest";
import { ObjectBuilder } from "../kit/objects/object-builder.ts";
import { newPlace, startServe } from "../kit/program/serve-program.ts";
import { startStack } from "../kit/stack/stack.ts";

function shop(name: string, ...users: readonly string[]): ObjectBuilder {
  const descriptors = users.map((value) => ({ key: "user", value, rate_limit: { unit: "day", requests_per_unit: 1 } }));
  return new ObjectBuilder("RateLimitDomain", name, { domain: "shop", descriptors });
}

function yaml(name: string, namespace: string, ...users: readonly string[]): string {
  const descriptors = users.map((user) => `{ key: user, value: ${user} }`).join(", ");
  return `kind: RateLimitDomain\nname: ${name}\nnamespace: ${namespace}\nspec: { domain: shop, descriptors: [${descriptors}] }\n`;
}

it("refuses over REST what another object says of the domain already, and joins the rest", async () => {
  const program = await startServe(await newPlace());
  const put = async (object: ObjectBuilder): Promise<readonly [status: number, body: unknown]> => {
    const answer = await fetch(`${program.client.server}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${program.key}`, "content-type": "application/json" },
      body: JSON.stringify({ items: [{ method: "put", object: object.written() }] }),
    });
    return [answer.status, await answer.json()];
  };
  await program.apply([shop("old", "ann")]);
  expect(await put(shop("young", "bob", "ann"))).toMatchObject([
    409,
    {
      code: "CONFLICT",
      violations: [
        {
          code: "LIMIT_CONFLICT",
          pointer: expect.stringMatching(/\/spec\/descriptors\/1$/u),
          detail: expect.stringContaining("Descriptor shop.user_ann stands in RateLimitDomain default/old too, which is older and wins"),
        },
      ],
    },
  ]);
  expect((await put(shop("young", "bob")))[0]).toBe(200);
});

it("refuses an older object that takes a descriptor from a younger one", async () => {
  const stack = await startStack();
  await stack.apply(yaml("old", "default", "ann"));
  await stack.apply(yaml("young", "team", "bob"));
  expect(stack.check(yaml("old", "default", "ann", "bob")).flatMap(({ problems }) => problems)).toMatchObject([
    {
      code: "LIMIT_CONFLICT",
      pointer: "",
      detail:
        "RateLimitDomain team/young/spec/descriptors/0: Descriptor shop.user_bob stands in a RateLimitDomain of namespace default too, which is older and wins",
    },
  ]);
});

it("is a condition of the younger one where both are stored, until the older one has gone", async () => {
  const stack = await startStack();
  await stack.apply(yaml("old", "default", "ann"));
  await stack.apply(yaml("young", "team", "ann"));
  const conflicts = (namespace: string, name: string) =>
    stack.port.conditions({ kind: "RateLimitDomain", namespace, name }).filter(({ type }) => type === "Conflicted");
  expect(conflicts("default", "old")).toEqual([]);
  expect(conflicts("team", "young")).toMatchObject([{ status: "True", reason: "LimitConflict", pointer: "/spec/descriptors/0" }]);
  await stack.remove({ kind: "RateLimitDomain", namespace: "default", name: "old" });
  expect(conflicts("team", "young")).toEqual([]);
});

import { expect, it } from "vitest";
import { tokenExamples } from "../../kit/authz/token-examples.ts";

it.each(tokenExamples.map((example) => [example.section, example.about, example.expected, example] as const))(
  "%s, %s, is %s",
  async (_, __, expected, example) => {
    expect((await example.run()) ? "taken" : "refused").toBe(expected);
  },
);

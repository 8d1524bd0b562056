import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addOptions, defineOption, optionalText, readOptions, switchSchema } from "./option.ts";

const table = {
  noEnvoy: defineOption({ flag: "--no-envoy", env: "T_NO_ENVOY", help: "none", schema: switchSchema }),
  portBase: defineOption({ flag: "--port-base <port>", env: "T_PORT_BASE", help: "base", schema: optionalText }),
} as const;

function parse(args: string[], env: Record<string, string> = {}) {
  const command = addOptions(new Command(), table).parse(args, { from: "user" });
  const read = readOptions(table, { given: command.opts(), env });
  return "values" in read ? read.values : read.problems.map(({ detail }) => detail);
}

describe("options through commander", () => {
  it("knows a switch that begins with no, given or not", () => {
    expect(parse([])).toEqual({ noEnvoy: false, portBase: undefined });
    expect(parse(["--no-envoy"])).toEqual({ noEnvoy: true, portBase: undefined });
    expect(parse([], { T_NO_ENVOY: "1" })).toEqual({ noEnvoy: true, portBase: undefined });
    expect(parse([], { T_NO_ENVOY: "maybe" })).toEqual(['Variable T_NO_ENVOY "maybe" must be 1, true, 0 or false']);
  });

  it("names variable and default in the help", () => {
    expect(addOptions(new Command(), table).helpInformation()).toContain("none (T_NO_ENVOY)");
    expect(parse(["--port-base", ""])).toEqual(['Option --port-base "" must not be empty']);
  });
});

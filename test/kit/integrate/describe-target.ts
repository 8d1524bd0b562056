import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { filesText } from "../../../src/cli/integrate/print-files.ts";
import { messageNameOf } from "../../../src/gen/codec.ts";
import { fromJson } from "../../../src/gen/from-json.ts";
import type { JsonObject, JsonValue } from "../../../src/gen/json-value.ts";
import type { MessageName } from "../../../src/gen/messages.ts";
import type { Output } from "../../../src/integrate/target.ts";
import { validateMessage } from "../../../src/xds/validate/validate-message.ts";
import { generateWith } from "./generate-with.ts";

/** Finds messages of Envoy that have no `@type` of their own, as clusters, in what a target writes. */
export type FindMessages = (output: Output) => readonly { readonly name: MessageName; readonly json: JsonValue }[];

/**
 * The golden files of a target: every `x.in.yaml` of its folder `testdata`, a list of options, has its `x.out.yaml` beside it, which is what
 * `sluice integrate` prints. What Envoy is to take is held against the rules of Envoy's .proto files.
 */
export function describeTarget(name: string, folder: string, findMessages: FindMessages = () => []): void {
  const testdata = join(folder, "testdata");
  const inputs = readdirSync(testdata).filter((file) => file.endsWith(".in.yaml"));
  describe(`sluice integrate ${name}`, () => {
    it.each(inputs)("%s", async (input) => {
      const output = await generateWith(name, optionsIn(join(testdata, input)), testdata);
      await expect(filesText(output.files, output.steps)).toMatchFileSnapshot(join(testdata, input.replace(".in.yaml", ".out.yaml")));
    });

    it.each(inputs)("%s breaks no rule of Envoy's messages", async (input) => {
      const output = await generateWith(name, optionsIn(join(testdata, input)), testdata);
      const typed = output.files.flatMap((file) => file.documents.flatMap(typedMessages));
      const messages = [...typed, ...findMessages(output)];
      expect(messages.flatMap(({ name: message, json }) => faultsOf(message, json))).toEqual([]);
    });
  });
}

/** `--authz 127.0.0.1:1` a line. */
function optionsIn(file: string): readonly string[] {
  return (parse(readFileSync(file, "utf8")) as readonly string[]).flatMap((line) => line.split(" "));
}

/** Every message that says its type, wherever it stands; texts that hold YAML are opened. */
function typedMessages(value: unknown): readonly { readonly name: MessageName; readonly json: JsonValue }[] {
  if (typeof value === "string") return value.includes("@type") && value.includes("\n") && !value.startsWith("{") ? typedMessages(parse(value)) : [];
  if (typeof value !== "object" || value === null) return [];
  const type: unknown = Reflect.get(value, "@type");
  const name = typeof type === "string" ? messageNameOf(type) : undefined;
  if (name === undefined) return Object.values(value).flatMap(typedMessages);
  const { "@type": _, ...json } = value as JsonObject;
  return [{ name, json }];
}

function faultsOf(name: MessageName, json: JsonValue): readonly unknown[] {
  const read = fromJson(name, json);
  return read.ok ? validateMessage(name, read.message) : read.faults;
}

import { codec, messageNameOf } from "../../gen/codec.ts";
import { lookupType } from "../../gen/registry.ts";
import { isWellKnown } from "../../gen/well-known-json.ts";
import type { Fields, MessageVisit } from "./field-source.ts";
import type { Walk } from "./walk.ts";

/** Asks the message in an Any, when the walk opens them and its type is known here. */
export function visitAny(any: Fields, walk: Walk, visitMessage: MessageVisit): void {
  if (!walk.opensAny) return;
  const name = messageNameOf((any["type_url"] ?? "") as string);
  const type = name === undefined ? undefined : lookupType(name);
  if (name === undefined || type === undefined || !walk.dive()) return;
  const message = decode(() => codec(name).decode((any["value"] ?? new Uint8Array()) as Uint8Array));
  const standsUnderValue = name === "google.protobuf.Any" || isWellKnown(name);
  if (standsUnderValue) walk.enter("value");
  if (message === undefined) walk.report("", { rule: "any.decode", reason: `Unable to unpack as ${name}` }, any["type_url"]);
  else if (name === "google.protobuf.Any") visitAny(message, walk, visitMessage);
  else visitMessage(type, message, walk);
  if (standsUnderValue) walk.leave();
  walk.rise();
}

function decode(run: () => object): Fields | undefined {
  try {
    return run() as Fields;
  } catch {
    return undefined;
  }
}

import protobuf from "protobufjs/light.js";
import descriptor from "../../../src/gen/descriptor.json" with { type: "json" };

/** A type as the descriptor writes it; see `tools/gen/describe.ts`. */
interface RawType {
  readonly fields?: Readonly<Record<string, { readonly type: string }>>;
  readonly nested?: Readonly<Record<string, RawType>>;
}

// 64-bit numbers are plain numbers, exact to 2^53; with Long on, a bigint would be encoded as 0 without a word.
Reflect.set(protobuf.util, "Long", undefined);
protobuf.configure();

const root = new protobuf.Root();
const types = descriptor.types as Readonly<Record<string, RawType>>;
const added = new Set<string>();
const resolved = new Map<string, protobuf.Type>();

/**
 * The reflection of a message. Types are added when they are first asked for, with everything that they refer to, because
 * building all of them would cost every start more than a process ever uses. `undefined`: there is no such message.
 */
export function lookupType(name: string): protobuf.Type | undefined {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  const top = topLevelName(name);
  if (top === undefined) return undefined;
  addWithReferences(top);
  const found = root.lookup(`.${name}`);
  if (!(found instanceof protobuf.Type)) return undefined;
  resolved.set(name, found.setup());
  return found;
}

/** `envoy.config.cluster.v3.Cluster` for `envoy.config.cluster.v3.Cluster.EdsClusterConfig`. */
function topLevelName(name: string): string | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1)) {
    const candidate = name.slice(0, end);
    if (Object.hasOwn(types, candidate)) return candidate;
  }
  return undefined;
}

function addWithReferences(first: string): void {
  const waiting = [first];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const type = types[name];
    if (type === undefined || added.has(name)) continue;
    added.add(name);
    const dot = name.lastIndexOf(".");
    root.define(name.slice(0, dot)).addJSON({ [name.slice(dot + 1)]: type });
    waiting.push(...references(type));
  }
}

function references(type: RawType): string[] {
  const own = Object.values(type.fields ?? {})
    .filter((field) => field.type.startsWith("."))
    .map((field) => topLevelName(field.type.slice(1)) ?? "");
  return [...own, ...Object.values(type.nested ?? {}).flatMap(references)];
}

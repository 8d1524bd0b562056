import protobuf from "protobufjs";

/** The part of a .proto type that codecs, JSON and the rules need; also the shape that protobufjs reads back. */
export interface TypeJson {
  fields: Record<string, FieldJson>;
  oneofs?: Record<string, { oneof: string[]; options?: Record<string, unknown> }>;
  options?: Record<string, unknown>;
  nested?: Record<string, TypeJson | EnumJson>;
}

/** One field. Types of messages and enums are absolute names (`.envoy.config.cluster.v3.Cluster`). */
export interface FieldJson {
  rule?: "repeated";
  keyType?: string;
  type: string;
  id: number;
  options?: Record<string, unknown>;
}

/** An enum: names and numbers, and which of them Envoy refuses. */
export interface EnumJson {
  values: Record<string, number>;
  valuesOptions?: Record<string, Record<string, unknown>>;
}

/** One method of a service; message names without a leading dot. */
export interface MethodJson {
  request: string;
  response: string;
  requestStream?: true;
  responseStream?: true;
}

/** What `descriptor.json` holds: top-level types by full name, and services. */
export interface Descriptor {
  types: Record<string, TypeJson | EnumJson>;
  services: Record<string, Record<string, MethodJson>>;
}

/** Options of fields and messages that are of use at run time; the others (Java packages, migrations, …) are left out. */
const keptOptions = new Set([
  "deprecated",
  "proto3_optional",
  "packed",
  "(envoy.annotations.disallowed_by_default)",
  "(udpa.annotations.sensitive)",
  "(validate.rules)",
  "(validate.required)",
  "(validate.disabled)",
  "(validate.ignored)",
]);

const disallowedValue = "(envoy.annotations.disallowed_by_default_enum)";

/** Packages that only describe .proto files and never travel. */
const descriptive = /^(google\.api\.(?!expr)|validate|udpa\.annotations|xds\.annotations|envoy\.annotations)/u;

/** Makes the slim descriptor; names sorted, so that the same .proto files give the same text. */
export function describe(root: protobuf.Root): Descriptor {
  const descriptor: Descriptor = { types: {}, services: {} };
  for (const object of topLevel(root)) {
    const name = object.fullName.slice(1);
    if (object instanceof protobuf.Service) {
      descriptor.services[name] = describeService(object);
    } else {
      descriptor.types[name] = object instanceof protobuf.Enum ? describeEnum(object) : describeType(object);
    }
  }
  return descriptor;
}

/** True for a type that lies in a package, not in another message. */
function* topLevel(namespace: protobuf.NamespaceBase): Generator<protobuf.Type | protobuf.Enum | protobuf.Service> {
  for (const object of sorted(namespace.nestedArray)) {
    if (object instanceof protobuf.Type || object instanceof protobuf.Enum || object instanceof protobuf.Service) {
      if (!isDescriptive(object.fullName.slice(1))) yield object;
    } else if (object instanceof protobuf.Namespace) {
      yield* topLevel(object);
    }
  }
}

function isDescriptive(name: string): boolean {
  return descriptive.test(name) || descriptorTypes.test(name);
}

/** Everything of google/protobuf/descriptor.proto. */
const descriptorTypes =
  /^google\.protobuf\.(File|Descriptor|Extension|Field|Oneof|Enum|Service|Method|Message|Uninterpreted|Feature|Source|Generated|Edition|SymbolVis)/u;

function describeType(type: protobuf.Type): TypeJson {
  const described: TypeJson = { fields: {} };
  for (const field of type.fieldsArray) {
    if (!field.name.startsWith(".")) described.fields[field.name] = describeField(field);
  }
  const oneofs = type.oneofsArray.filter((oneof) => !isSynthetic(oneof));
  if (oneofs.length > 0) {
    described.oneofs = Object.fromEntries(oneofs.map((oneof) => [oneof.name, { oneof: [...oneof.oneof], ...keepOptions(oneof) }]));
  }
  const nested = sorted(type.nestedArray).filter((object) => !isMapEntry(object));
  if (nested.length > 0) {
    described.nested = Object.fromEntries(nested.map((object) => [object.name, describeNested(object)]));
  }
  return { ...described, ...keepOptions(type) };
}

function describeNested(object: protobuf.ReflectionObject): TypeJson | EnumJson {
  if (object instanceof protobuf.Enum) return describeEnum(object);
  if (object instanceof protobuf.Type) return describeType(object);
  throw new TypeError(`Cannot describe ${object.fullName}: neither a message nor an enum`);
}

function describeEnum(type: protobuf.Enum): EnumJson {
  const refused = Object.entries(type.valuesOptions ?? {}).flatMap(([name, options]) =>
    options[disallowedValue] === true ? [[name, { [disallowedValue]: true }]] : [],
  );
  return {
    values: { ...type.values },
    ...(refused.length > 0 ? { valuesOptions: Object.fromEntries(refused) as Record<string, Record<string, unknown>> } : {}),
  };
}

function describeField(field: protobuf.Field): FieldJson {
  const target = field.resolve().resolvedType;
  return {
    ...(field.repeated ? { rule: "repeated" as const } : {}),
    ...(field instanceof protobuf.MapField ? { keyType: field.keyType } : {}),
    type: target === null ? field.type : target.fullName,
    id: field.id,
    ...keepOptions(field),
  };
}

function describeService(service: protobuf.Service): Record<string, MethodJson> {
  const methods = service.methodsArray.map((method): [string, MethodJson] => {
    method.resolve();
    return [
      method.name,
      {
        request: fullName(method.resolvedRequestType),
        response: fullName(method.resolvedResponseType),
        ...(method.requestStream === true ? { requestStream: true as const } : {}),
        ...(method.responseStream === true ? { responseStream: true as const } : {}),
      },
    ];
  });
  return Object.fromEntries(methods);
}

function fullName(type: protobuf.Type | null): string {
  if (type === null) throw new TypeError("A method has an unknown type");
  return type.fullName.slice(1);
}

/** protobufjs keeps options twice, flattened and as written; as written keeps lists and empty messages. */
function keepOptions(object: protobuf.ReflectionObject): { options?: Record<string, unknown> } {
  const kept: Record<string, unknown> = {};
  for (const written of (object.parsedOptions ?? []) as Record<string, unknown>[]) {
    for (const [name, value] of Object.entries(written)) {
      if (keptOptions.has(name)) kept[name] = value;
    }
  }
  for (const name of ["proto3_optional", "packed", "deprecated"]) {
    const value: unknown = object.options?.[name];
    if (value !== undefined) kept[name] = value;
  }
  return Object.keys(kept).length > 0 ? { options: kept } : {};
}

function isSynthetic(oneof: protobuf.OneOf): boolean {
  return oneof.name.startsWith("_") && oneof.fieldsArray.every((field) => field.options?.["proto3_optional"] === true);
}

function isMapEntry(object: protobuf.ReflectionObject): boolean {
  return object.options?.["map_entry"] === true;
}

function sorted<T extends protobuf.ReflectionObject>(objects: readonly T[]): T[] {
  return [...objects].sort((left, right) => (left.name < right.name ? -1 : 1));
}

import type { Descriptor, MethodJson } from "./describe.ts";
import { header, packagePath } from "./emit-types.ts";
import { isEnum, type Named } from "./names.ts";

/** Text of `messages.ts`: full name → TypeScript type, for everything that has a codec. */
export function emitMessages(named: readonly Named[]): string {
  const messages = named.filter(({ json }) => !isEnum(json));
  const packages = [...new Set(messages.map((message) => message.package))].sort();
  const imports = packages.map((name) => `import type * as ${alias(name)} from "./${packagePath(name)}";`);
  const members = messages.map((message) => `  "${message.full}": ${alias(message.package)}.${message.local};`);
  return lines([
    header,
    ...imports,
    "/** Every message by its full name. */",
    "export interface Messages {",
    ...members,
    "}",
    "/** Full name of a message. */",
    "export type MessageName = keyof Messages;",
  ]);
}

/** Text of `services.ts`: each service with its methods, by full name. */
export function emitServices(descriptor: Descriptor): string {
  const services = Object.entries(descriptor.services).map(([name, methods]) =>
    lines([`  "${name}": {`, ...Object.entries(methods).map(emitMethod), "  },"]).trimEnd(),
  );
  return lines([
    header,
    "/** Every service by its full name, with the messages of its methods and which sides stream. */",
    "export const services = {",
    ...services,
    "} as const;",
    "/** Full name of a service. */",
    "export type ServiceName = keyof typeof services;",
  ]);
}

function emitMethod([name, method]: [string, MethodJson]): string {
  const streams = `requestStream: ${String(method.requestStream === true)}, responseStream: ${String(method.responseStream === true)}`;
  return `    ${name}: { request: "${method.request}", response: "${method.response}", ${streams} },`;
}

function alias(name: string): string {
  return name.replaceAll(".", "_");
}

function lines(texts: readonly string[]): string {
  return `${texts.join("\n")}\n`;
}

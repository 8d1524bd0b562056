import { describe, it } from "vitest";
import type { ResourceType } from "../../../src/snapshot/resource.ts";
import { type ScriptedClient as Client, ScriptedClient, type StreamOptions } from "../../kit/xds/scripted-client.ts";
import { type ServedView, type ServedViewOptions, serveView } from "../../kit/xds/served-view.ts";

export type Variant = "sotw" | "delta";

/** What a case is given. */
export interface StreamCase {
  readonly variant: Variant;
  readonly server: ServedView;
  readonly client: Client;
  /** One more stream of the same variant, as a proxy that comes back would open it. */
  readonly connect: (options?: Partial<StreamOptions>) => Client;
}

/** Where a case applies, and how the server is made. */
export interface CaseOptions extends ServedViewOptions {
  readonly only?: Variant;
}

/**
 * A case of what Sluice does beyond the rules of the protocol, over the wire, in both variants. What the rules ask for is in
 * `test/conformance/xds`.
 */
export function streamCase(title: string, body: (context: StreamCase) => Promise<void>, options: CaseOptions = {}): void {
  describe(title, () => {
    const variants: readonly Variant[] = options.only === undefined ? ["sotw", "delta"] : [options.only];
    it.each(variants)("%s", async (variant) => {
      const server = await serveView(options);
      const connect = (more: Partial<StreamOptions> = {}): Client => new ScriptedClient({ address: server.address, variant, ...more });
      const client = connect();
      await body({ variant, server, client, connect });
      client.close();
      await server.stop();
    });
  });
}

/** Subscribes to these names and no others; `held` are names and versions from an earlier stream, delta only. */
export function subscribe(client: Client, type: ResourceType, names: readonly string[], held: Readonly<Record<string, string>> = {}): void {
  if (client.options.variant === "sotw") client.send(type, { resource_names: names });
  else client.send(type, { resource_names_subscribe: names, initial_resource_versions: held });
}

/** Adds a name to those that the client has, with the nonce of the last response. */
export function subscribeMore(
  client: Client,
  type: ResourceType,
  options: { readonly names: readonly string[]; readonly more: readonly string[]; readonly nonce: string },
): void {
  const { names, more, nonce } = options;
  if (client.options.variant === "sotw") client.send(type, { resource_names: [...names, ...more], response_nonce: nonce });
  else client.send(type, { resource_names_subscribe: more });
}

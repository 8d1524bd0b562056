import type { Origin } from "../../model/object/object.ts";
import type { EncodedResource, References } from "../encoded-resource.ts";
import type { ViewResource } from "../view-resource.ts";
import { joinMessage } from "../wire.ts";
import { type EncodedHost, virtualHostName } from "./virtual-host.ts";

/** Where a virtual host travels. */
export interface HostPlace {
  readonly view: string;
  readonly table: string;
}

/**
 * A virtual host as a resource of one view. There may be a hundred thousand, so it is one object, and makes its bytes when they are asked
 * for: those of the host under the name that VHDS knows it by.
 */
export class VirtualHostResource implements EncodedResource, ViewResource {
  readonly type = "virtual-host";
  readonly warming = "none";
  readonly view: string;
  readonly name: string;
  readonly #host: EncodedHost;
  readonly #origins: () => readonly Origin[];
  #bytes: Uint8Array | undefined;

  constructor(host: EncodedHost, { view, table }: HostPlace, origins: () => readonly Origin[]) {
    this.view = view;
    this.name = virtualHostName(table, host.hostname);
    this.#host = host;
    this.#origins = origins;
  }

  get resource(): EncodedResource {
    return this;
  }

  get findings(): readonly [] {
    return none;
  }

  get version(): string {
    return this.#host.hash;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= named(this.name, this.#host);
    return this.#bytes;
  }

  references(): References {
    return { cluster: this.#host.clusters };
  }

  origins(): readonly Origin[] {
    return this.#origins();
  }
}

const none = [] as const;

/** The name is field 1 of a virtual host, and its first bytes. */
function named(name: string, { hostname, bytes }: EncodedHost): Uint8Array {
  const rest = bytes.subarray(joinMessage(new Uint8Array(), 1, [Buffer.from(hostname)]).length);
  const head = joinMessage(new Uint8Array(), 1, [Buffer.from(name)]);
  const whole = new Uint8Array(head.length + rest.length);
  whole.set(head);
  whole.set(rest, head.length);
  return whole;
}

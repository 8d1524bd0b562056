import type { Variant } from "../../src/discovery/subscription/event.ts";
import type { ResourceType } from "../../src/snapshot/resource.ts";
import type { WireResource } from "../../test/conformance/xds/kit/wire-resource.ts";
import { BenchProxy } from "./bench-proxy.ts";
import { ExpectedResources } from "./expected-resources.ts";

/** What the proxies talk to. */
export interface ProxiesOptions {
  readonly address: string;
  readonly variant: Variant;
}

/** Many proxies in this process, and what they wait for. The first thing that is wrong with any of them rejects whatever is waited for. */
export class BenchProxies {
  readonly #options: ProxiesOptions;
  readonly #expected = new ExpectedResources();
  readonly #proxies = new Set<BenchProxy>();
  readonly #complete = new Set<BenchProxy>();
  #awaited: { readonly type: ResourceType; readonly name: string; readonly from: Set<BenchProxy> } | undefined;
  #wake = (): void => undefined;
  #error: Error | undefined;

  constructor(options: ProxiesOptions) {
    this.#options = options;
  }

  /** What the server has from now on. */
  expect(resources: readonly WireResource[]): void {
    this.#expected.set(resources);
  }

  /** Connects so many more at once and waits until each has everything. */
  async connect(count: number): Promise<void> {
    const before = this.#proxies.size;
    for (let index = before; index < before + count; index += 1) this.#proxies.add(this.#open(index));
    await this.#until(() => this.#complete.size === this.#proxies.size);
  }

  /** Waits until each has acknowledged a resource, counted from the call. */
  async acknowledged({ type, name }: Pick<WireResource, "type" | "name">): Promise<void> {
    this.#awaited = { type, name, from: new Set(this.#proxies) };
    await this.#until(() => this.#awaited?.from.size === 0);
  }

  close(): void {
    for (const proxy of this.#proxies) proxy.close();
  }

  #open(index: number): BenchProxy {
    return new BenchProxy({
      ...this.#options,
      id: `bench-${index}`,
      expected: this.#expected,
      onAcknowledged: (proxy, { type, resources }) => {
        if (this.#awaited?.type === type && resources.some(({ name }) => name === this.#awaited?.name)) this.#awaited.from.delete(proxy);
        if (!this.#complete.has(proxy) && proxy.isComplete) this.#complete.add(proxy);
        this.#wake();
      },
      onError: (error) => {
        this.#error ??= error;
        this.#wake();
      },
    });
  }

  #until(isReached: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = () => {
        if (this.#error !== undefined) reject(this.#error);
        else if (isReached()) resolve();
      };
      this.#wake();
    });
  }
}

import { beforeAll, describe, it } from "vitest";
import { Control, NotPossible } from "./kit/control.ts";
import { ProxyClient, type ProxyOptions } from "./kit/proxy-client.ts";
import { serveSluiceTarget, type TargetAddress } from "./kit/sluice-target.ts";
import { type Protocol, partsOf, type Transport, type Variant } from "./kit/variant.ts";
import { variantsOf } from "./rule-table.ts";

declare module "vitest" {
  interface TaskMeta {
    /** Which rule a test is about; read by the command that makes the table. */
    xds?: { readonly rule: number; readonly title: string; readonly variant: Variant };
  }
}

/** What a rule's case is given. */
export interface XdsCase {
  readonly variant: Variant;
  readonly protocol: Protocol;
  readonly transport: Transport;
  readonly control: Control;
  readonly client: ProxyClient;
  readonly address: string;
  /** One more client of the same variant, as a proxy that comes back would be. */
  readonly connect: (options?: Partial<ProxyOptions>) => ProxyClient;
}

/** Where a case applies, of the variants that its rule applies to. */
export interface CaseOptions {
  readonly only?: Protocol;
  readonly over?: Transport;
  /** False: the server has not learned its state when the case begins. */
  readonly ready?: boolean;
}

/** A case of a rule, over the wire, in each variant that it applies to. `rule` is its number in `rule-table.ts`. */
export function xdsCase(rule: number, title: string, body: (context: XdsCase) => Promise<void>, options: CaseOptions = {}): void {
  const target = targetOnce();
  describe(`rule ${rule}: ${title}`, () => {
    for (const variant of variantsOf(rule).filter((one) => fits(one, options))) {
      it(variant, async ({ task, skip, onTestFinished }) => {
        task.meta.xds = { rule, title, variant };
        const { address, control: url } = await target();
        const control = new Control(url);
        const connect = (more: Partial<ProxyOptions> = {}): ProxyClient => {
          const client = new ProxyClient({ address, variant, ...timing(), ...more });
          onTestFinished(() => client.close());
          return client;
        };
        try {
          await control.reset({ ready: options.ready ?? true });
          await body({ variant, ...partsOf(variant), control, client: connect(), address, connect });
        } catch (error) {
          if (error instanceof NotPossible) skip(error.message);
          throw error;
        }
      });
    }
  });
}

function fits(variant: Variant, { only, over }: CaseOptions): boolean {
  const { protocol, transport } = partsOf(variant);
  return (only ?? protocol) === protocol && (over ?? transport) === transport;
}

const started: { target?: Promise<TargetAddress> } = {};

/** The server that `npm run conformance:xds` names, or Sluice in this process, once a file. */
function targetOnce(): () => Promise<TargetAddress> {
  beforeAll(async () => void (await begin()));
  return begin;
}

function begin(): Promise<TargetAddress> {
  const { SLUICE_XDS_ADDRESS: address, SLUICE_XDS_CONTROL: control } = process.env;
  started.target ??= address !== undefined && control !== undefined ? Promise.resolve({ address, control }) : serveSluiceTarget();
  return started.target;
}

/** A foreign server decides on its own when it answers. */
function timing(): Pick<ProxyOptions, "quietMs" | "answerMs"> {
  const { SLUICE_XDS_QUIET_MS: quietMs = "0", SLUICE_XDS_ANSWER_MS: answerMs = "5000" } = process.env;
  return { quietMs: Number(quietMs), answerMs: Number(answerMs) };
}

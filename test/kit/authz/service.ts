import { CheckService } from "../../../src/authz/check-service.ts";
import { ConsumerDirectory } from "../../../src/authz/decide/directory/consumer-directory.ts";
import { PlanBook } from "../../../src/authz/decide/plan/plan-book.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { hashSecret, type SealKey, sealKey } from "../../../src/kit/seal.ts";
import { noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import type { AuthLayer } from "../../../src/model/auth/auth-plan.ts";
import { authSchema } from "../../../src/model/auth/auth-schema.ts";
import { checkAuth } from "../../../src/model/auth/check-auth.ts";
import { createModel } from "../../../src/model/model.ts";
import type { ConsumerSpec } from "../../../src/model/object/consumer.ts";
import { FakeClock } from "../fake-clock.ts";
import { checkBytes, type RequestText } from "./check-message.ts";
import { type ReplyText, readReply } from "./check-reply.ts";

const testKey: SealKey = sealKey(new Uint8Array(32).fill(7));
const model = createModel([]);

/** A layer from what a user writes; throws when the model refuses it. */
export function layer(spec: JsonObject, { source = "Policy default/auth", namespace = "default" } = {}): AuthLayer {
  const parsed = authSchema.parse(spec);
  const problems = checkAuth(spec, "");
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return { source, namespace, spec: parsed };
}

/** The service without a network: plans and consumers are set, requests are asked about. */
export class TestService {
  readonly clock = new FakeClock();
  readonly consumers = new ConsumerDirectory((plain) => hashSecret(testKey, plain));
  readonly #plans = new PlanBook();
  readonly #service: CheckService;

  constructor(layers: readonly AuthLayer[]) {
    this.setLayers(layers);
    this.#service = new CheckService({ plans: this.#plans, facts: { consumers: this.consumers }, clock: this.clock, logger: silentLogger, metrics: noMetrics });
  }

  setLayers(layers: readonly AuthLayer[]): void {
    this.#plans.replace(new Map([["test", { layers }]]));
  }

  /** Adds a consumer as a user writes it. */
  consumer(name: string, spec: JsonObject, namespace = "default"): this {
    const object = { kind: "Consumer", namespace, name, spec } as const;
    const parsed = model.parse(object);
    if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
    this.consumers.set({ namespace, name, spec: model.specOf("Consumer", parsed.object) });
    return this;
  }

  ask(request: RequestText = {}): ReplyText {
    return readReply(this.askBytes(checkBytes({ extensions: { "sluice.target": "test" }, ...request })));
  }

  askBytes(bytes: Buffer): Uint8Array {
    return this.#service.check({ bytes, start: 0, end: bytes.length });
  }
}

/** A consumer with one API key. */
export function keyConsumer(key: string, spec: Partial<ConsumerSpec> = {}): JsonObject {
  return { ...(spec as JsonObject), credentials: { key: { apiKey: { value: key } } } };
}

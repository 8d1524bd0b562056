import { CheckService } from "../../../src/authz/check-service.ts";
import { ConsumerDirectory } from "../../../src/authz/decide/directory/consumer-directory.ts";
import type { AskedRequest } from "../../../src/authz/decide/explain/asked-request.ts";
import type { EndedLogins, Sources } from "../../../src/authz/decide/need.ts";
import { PlanBook } from "../../../src/authz/decide/plan/plan-book.ts";
import { RevocationIndex } from "../../../src/authz/decide/revocation/revocation-index.ts";
import { AuthzError } from "../../../src/authz/errors.ts";
import { explainCheck } from "../../../src/authz/explain-check.ts";
import type { LastUses } from "../../../src/authz/last-uses.ts";
import type { DecisionLog } from "../../../src/authz/log/decision-log.ts";
import type { FetchedJson, SentForm } from "../../../src/authz/source/http/fetch-json.ts";
import { Introspector } from "../../../src/authz/source/introspection/introspector.ts";
import { KeyStore } from "../../../src/authz/source/keys/key-store.ts";
import { SignatureVerifier } from "../../../src/authz/source/keys/signature-verifier.ts";
import { loginSources } from "../../../src/authz/source/login/login-sources.ts";
import { Nonces } from "../../../src/authz/source/nonces/nonces.ts";
import { SecretBook } from "../../../src/authz/source/secrets/secret-book.ts";
import { MessageVerifier } from "../../../src/authz/source/signatures/message-verifier.ts";
import { MemoryState } from "../../../src/authz/source/state/memory-state.ts";
import type { Random } from "../../../src/kit/clock.ts";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { hashSecret, openSeal, type SealedValue, type SealKey, sealKey } from "../../../src/kit/seal.ts";
import { type Logger, type MetricLabels, type MetricSample, type Metrics, noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { systemRandom } from "../../../src/main/system.ts";
import type { AuthExplanation } from "../../../src/model/auth/auth-explanation.ts";
import type { AuthLayer } from "../../../src/model/auth/auth-plan.ts";
import { authSchema } from "../../../src/model/auth/auth-schema.ts";
import { checkAuth } from "../../../src/model/auth/check-auth.ts";
import { createModel } from "../../../src/model/model.ts";
import type { ConsumerSpec } from "../../../src/model/object/consumer.ts";
import { FakeClock } from "../fake-clock.ts";
import { checkBytes, type RequestText } from "./check-message.ts";
import { type ReplyText, readReply } from "./check-reply.ts";

/** What secrets of tests are hashed and sealed with. */
export const testKey: SealKey = sealKey(new Uint8Array(32).fill(7));
const model = createModel([]);
const open = (value: SealedValue, context: string): string => Buffer.from(openSeal(testKey, value, context)).toString("utf8");

/** A layer from what a user writes; throws when the model refuses it. */
export function layer(spec: JsonObject, { source = "Policy default/auth", namespace = "default" } = {}): AuthLayer {
  const parsed = authSchema.parse(spec);
  const problems = checkAuth(spec, "");
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return { source, namespace, spec: parsed };
}

/** Answers to fetches, by URL: a document, or what to throw; later ones count. */
class FakeWeb {
  readonly documents = new Map<string, Json | Error | Promise<Json>>();
  readonly fetched: string[] = [];
  readonly forms: SentForm[] = [];

  readonly fetchJson = async (url: string, form?: SentForm): Promise<FetchedJson> => {
    this.fetched.push(url);
    if (form !== undefined) this.forms.push(form);
    const document = await this.documents.get(url);
    if (document === undefined) throw new Error(`${url} answered 404`);
    if (document instanceof Error) throw document;
    return { document, maxAgeMs: undefined };
  };
}

/** What a test may want beside layers. */
interface TestServiceOptions {
  readonly defaultTarget?: string;
  readonly log?: DecisionLog;
  readonly logger?: Logger;
  /** Gets which credentials are used. */
  readonly uses?: LastUses;
  /** What replicas remember together. Default: this one alone does. */
  readonly state?: MemoryState;
  /** Whether that is others', too. Default: when it is given. */
  readonly isShared?: boolean;
  readonly clock?: FakeClock;
  /** Since when replicas remember; default: since ever. */
  readonly sinceMs?: number;
  /** Default: the machine's. */
  readonly random?: Random;
  /** Stands between decisions and whoever answers what they need. */
  readonly between?: (own: Sources) => Sources;
  /** Stands between the service and each part that it was made with. */
  readonly guard?: <Part extends object>(part: Part) => Part;
}

/** The service without a network: plans and consumers are set, requests are asked about. */
export class TestService {
  readonly web = new FakeWeb();
  readonly clock: FakeClock;
  readonly consumers = new ConsumerDirectory((plain) => hashSecret(testKey, plain));
  readonly revocations = new RevocationIndex();
  readonly secrets = new SecretBook(open);
  /** What is remembered from one request to the next. */
  readonly state: MemoryState;
  /** Milliseconds since the store was heard of. */
  readonly freshness = { silentMs: 0, unreadable: new Set<string>() };
  /** What policies in shadow would have done, as it was counted: `Policy default/next refused`. */
  readonly shadows: string[] = [];
  /** Sessions that were ended for all replicas. */
  readonly ended: EndedLogins[] = [];
  /** Whether the store takes the end of sessions; `unsaid`: it does, and the answer is lost. */
  ends: "taken" | "refused" | "unsaid" = "taken";
  readonly #counted: string[] = [];
  readonly #collected: (() => Iterable<MetricSample>)[] = [];
  #decisions: () => Iterable<MetricSample> = () => [];
  readonly #plans = new PlanBook();
  readonly #service: CheckService;
  readonly #sources: Sources;

  constructor(layers: readonly AuthLayer[], options: TestServiceOptions = {}) {
    const {
      defaultTarget,
      log,
      logger = silentLogger,
      state,
      clock = new FakeClock(),
      random = systemRandom,
      between = (own) => own,
      guard = (part) => part,
    } = options;
    this.clock = clock;
    this.setLayers(layers);
    const { consumers, revocations, secrets, freshness, web } = this;
    const keys = new KeyStore({ fetchJson: web.fetchJson, clock, logger: silentLogger, metrics: this.#metrics() });
    const introspector = new Introspector({ fetchJson: web.fetchJson, secrets, clock, metrics: this.#metrics() });
    this.state = state ?? new MemoryState(clock, 1000);
    const sources = {
      keys: keys.keys,
      signature: new SignatureVerifier().signature,
      introspection: introspector.introspection,
      messageSignature: new MessageVerifier(open).messageSignature,
      nonce: new Nonces({ state: this.state, clock, skewMs: 0, sinceMs: options.sinceMs, random }).nonce,
      endLogins: (ended: EndedLogins) => {
        if (this.ends === "refused") throw new AuthzError("ERR_AUTHZ_STATE", "The store does not answer");
        this.ended.push(ended);
        const { issuer, namespace, whose, until } = ended;
        const named = whose.kind === "session" ? { providerSession: whose.id } : { subject: whose.subject, before: new Date(whose.before).toISOString() };
        this.revoke(`ended-${this.ended.length}`, { login: { issuer, ...named }, until: new Date(until).toISOString() }, namespace);
        if (this.ends === "unsaid") throw new AuthzError("ERR_AUTHZ_STATE", "The store did not answer");
        return undefined;
      },
      ...loginSources({
        state: this.state,
        isShared: options.isShared ?? state !== undefined,
        fetchJson: web.fetchJson,
        secrets,
        key: testKey,
        clock,
        random,
        logger: silentLogger,
        metrics: this.#metrics(),
      }),
    };
    this.#sources = between(sources);
    this.#service = new CheckService({
      plans: guard(this.#plans),
      defaultTarget,
      facts: { consumers: guard(consumers), revocations: guard(revocations) },
      freshness: guard(freshness),
      sources: guard(this.#sources),
      clock,
      log: log && guard(log),
      uses: options.uses && guard(options.uses),
      logger,
      metrics: this.#metrics(guard),
    });
  }

  /** What a lane serves. */
  get checks(): Pick<CheckService, "check"> {
    return this.#service;
  }

  setLayers(layers: readonly AuthLayer[]): void {
    this.#plans.replace(new Map([["test", { layers }]]));
  }

  /** All that was counted, each with its labels. */
  get counted(): readonly string[] {
    return [...this.#counted, ...this.#collected.map((read) => JSON.stringify([...read()]))];
  }

  /** How many decisions were made, and not taken from those that are kept. */
  get decided(): number {
    return [...this.#decisions()].reduce((sum, { labels, value }) => (labels["cached"] === "false" ? sum + value : sum), 0);
  }

  /** Adds a consumer as a user writes it. */
  consumer(name: string, spec: JsonObject, namespace = "default"): this {
    const object = { kind: "Consumer", namespace, name, spec } as const;
    const parsed = model.parse(object);
    if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
    this.consumers.set({ namespace, name, spec: model.specOf("Consumer", parsed.object) });
    return this;
  }

  /** Revokes as a user writes it. */
  revoke(name: string, spec: JsonObject, namespace = "default"): this {
    const parsed = model.parse({ kind: "Revocation", namespace, name, spec });
    if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
    this.revocations.set({ namespace, name, spec: model.specOf("Revocation", parsed.object) });
    return this;
  }

  /** The reply, which must be there at once. */
  ask(request: RequestText = {}): ReplyText {
    return readReply(this.askBytes(checkBytes({ extensions: { "sluice.target": "test" }, ...request })));
  }

  askBytes(buffer: Buffer): Uint8Array {
    const answer = this.#check(buffer, 1000);
    if (answer instanceof Promise) throw new Error("The reply is not there at once");
    return answer;
  }

  /** The reply, whenever it comes; the caller gives up after `patienceMs`. */
  async askLater(request: RequestText = {}, patienceMs = 1000): Promise<ReplyText> {
    const bytes = checkBytes({ extensions: { "sluice.target": "test" }, ...request });
    const answer = this.#check(bytes, patienceMs);
    // The lane's buffer is somebody else's as soon as the handler has returned.
    bytes.fill(0);
    return readReply(await answer);
  }

  /** What is told of a request, and what is kept for it. */
  explain(asked: Partial<AskedRequest> = {}): Promise<AuthExplanation> {
    const plan = this.#plans.find("test");
    if (plan === undefined) throw new Error("There is no plan");
    const { consumers, revocations, clock } = this;
    const whole = { method: "GET", scheme: "https", host: "api.example.com", path: "/", headers: {}, ...asked };
    const patience = { beforeWaiting: () => undefined, start: () => ({ over: new Promise<never>(() => undefined), stop: () => undefined }) };
    return explainCheck(plan, whole, { facts: { consumers, revocations }, sources: this.#sources, now: clock.now(), patience, kept: this.#service.kept });
  }

  #metrics(guard: NonNullable<TestServiceOptions["guard"]> = (part) => part): Metrics {
    const counter: Metrics["counter"] = ({ name }) =>
      guard({
        add: (_: number | undefined, labels?: MetricLabels) => {
          this.#counted.push(JSON.stringify({ name, ...labels }));
          if (name === "sluice_authz_shadow_total") this.shadows.push(`${labels?.["source"] ?? ""} ${labels?.["outcome"] ?? ""}`);
        },
      });
    const collected: Metrics["collected"] = ({ name }, read) => {
      this.#collected.push(read);
      if (name === "sluice_authz_decisions_total") this.#decisions = read;
    };
    return { ...noMetrics, counter, collected };
  }

  #check(buffer: Buffer, patienceMs: number): Uint8Array | Promise<Uint8Array> {
    return this.#service.check({ buffer, start: 0, end: buffer.length, deadline: this.clock.monotonic() + patienceMs });
  }
}

/** A consumer with one API key. */
export function keyConsumer(key: string, spec: Partial<ConsumerSpec> = {}): JsonObject {
  return { ...(spec as JsonObject), credentials: { key: { apiKey: { value: key } } } };
}

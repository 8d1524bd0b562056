import type { Clock, Random } from "../../../kit/clock.ts";
import type { SealKey } from "../../../kit/seal.ts";
import type { Logger, Metrics } from "../../../kit/telemetry.ts";
import type { Sources } from "../../decide/need.ts";
import type { FetchJson } from "../http/fetch-json.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import { ProviderBook } from "./provider-book.ts";
import { TextSealer } from "./text-sealer.ts";
import { TokenClient } from "./token-client.ts";

/** What they are made with. */
export interface LoginSourcesOptions {
  readonly fetchJson: FetchJson;
  readonly secrets: Pick<SecretBook, "read">;
  readonly key: SealKey;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Whoever answers what logins need. */
export function loginSources(options: LoginSourcesOptions): Pick<Sources, "provider" | "tokens" | "random" | "seal" | "unseal"> {
  const { random } = options;
  const sealer = new TextSealer(options);
  return {
    provider: new ProviderBook(options).provider,
    tokens: new TokenClient(options).tokens,
    random: ({ bytes }) => Buffer.from(random.bytes(bytes)).toString("base64url"),
    seal: sealer.seal,
    unseal: sealer.unseal,
  };
}

import type { JsonObject } from "../../kit/json.ts";
import type { AuthExplanation } from "../../model/auth/auth-explanation.ts";

/** What the admin shows of authorization. Joined in `main`. */
export interface AuthPort {
  /** Decides a request anew, by the policies in force, and tells how it comes to that. Nothing is kept, counted or logged. */
  explain(question: AuthQuestion): Promise<AuthAnswer>;
}

/** A request that somebody asks about. */
export interface AuthQuestion {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Only this group's listeners. */
  readonly group?: string;
  /** A Policy that decides in place of what the route demands. */
  readonly policy?: { readonly namespace: string; readonly name: string };
  /** The caller's address. */
  readonly source?: string;
  /** Name in the client certificate. */
  readonly principal?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly body?: string;
  /** What filters would have left of the request, by namespace. */
  readonly metadata?: Readonly<Record<string, JsonObject>>;
  /** The route's own metadata, by namespace. */
  readonly routeMetadata?: Readonly<Record<string, JsonObject>>;
}

/** What came of it. */
export interface AuthAnswer {
  readonly explanation: AuthExplanation;
  /** Whose the route, or the policy, is; undefined when the request meets none. */
  readonly namespace: string | undefined;
  /** Whose each of the explanation's layers is, in their order. */
  readonly layers: readonly string[];
}

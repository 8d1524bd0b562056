/** How a text is compared. `regex` is RE2 and must match the whole text. */
export type StringMatch =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "suffix"; readonly value: string }
  | { readonly kind: "contains"; readonly value: string }
  | { readonly kind: "regex"; readonly value: string }
  | { readonly kind: "present" };

/**
 * How a path is compared. `prefix` ends at a path segment: `/a` matches `/a` and `/a/b`, not `/ab`. `connect` stands for requests of method
 * CONNECT, which have no path; nothing else matches them.
 */
export type PathMatch =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "regex"; readonly value: string }
  | { readonly kind: "template"; readonly value: string }
  | { readonly kind: "connect"; readonly value: "" };

/** A named value of a request – header, query parameter or cookie – and what it must be. */
export interface NamedMatch {
  readonly name: string;
  readonly match: StringMatch;
  /** The match must not hold; an absent value does not hold. */
  readonly not: boolean;
}

/** All conditions of one match; every one must hold. */
export interface RequestMatch {
  readonly path: PathMatch;
  /** Upper-case methods, any of them; empty: every method. */
  readonly methods: readonly string[];
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
  readonly cookies: readonly NamedMatch[];
  /** Only gRPC requests (content type `application/grpc`). */
  readonly grpc: boolean;
}

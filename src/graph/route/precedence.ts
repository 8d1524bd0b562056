import type { PathMatch, RequestMatch } from "../node/match.ts";

/** What orders the entries of one hostname. */
export interface Ranked {
  /** Of the match, see {@link rankOf}. */
  readonly rank: number;
  /** ISO 8601 creation time of the route. */
  readonly createdAt: string;
  /** `namespace/name` of the route. */
  readonly route: string;
  /** Place of the rule in its route: the first written goes first when all else is equal. */
  readonly index: number;
}

const pathRank: Readonly<Record<PathMatch["kind"], number>> = { exact: 0, template: 1, regex: 2, prefix: 3, connect: 4 };

/** More than the model lets a match have, of any kind. */
const most = { length: 8192, values: 64 } as const;

/**
 * How specific a match is, as one number, the most specific least: exact path, template, regular expression, longest prefix; then method,
 * gRPC, most headers, most query parameters, most cookies.
 */
export function rankOf(match: RequestMatch): number {
  const lengths = most.length - Math.min(match.path.value.length, most.length - 1);
  const kinds = Number(match.methods.length === 0) * 2 + Number(!match.grpc);
  const fields = [match.headers, match.query, match.cookies].reduce(
    (sum, { length }) => sum * most.values + most.values - Math.min(length, most.values - 1),
    0,
  );
  return ((pathRank[match.path.kind] * 2 * most.length + lengths) * 4 + kinds) * 2 * most.values ** 3 + fields;
}

/** The order in which entries are tried, most specific first, as the Gateway API has it; ties by creation, then name, then the order written. */
export function compareRanked(left: Ranked, right: Ranked): number {
  return left.rank - right.rank || compareText(left.createdAt, right.createdAt) || compareText(left.route, right.route) || left.index - right.index;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

import type { PathMatch, RequestMatch } from "../node/match.ts";

/** What orders the entries of one hostname beside the match itself. */
export interface Ranked {
  readonly match: RequestMatch;
  /** ISO 8601 creation time of the route. */
  readonly createdAt: string;
  /** `namespace/name` of the route. */
  readonly route: string;
  /** Place of the rule in its route: the first written goes first when all else is equal. */
  readonly index: number;
}

const pathRank: Readonly<Record<PathMatch["kind"], number>> = { exact: 0, template: 1, regex: 2, prefix: 3, connect: 4 };

/**
 * The order in which entries are tried, most specific first, as the Gateway API has it: exact path, template, regular expression, longest
 * prefix; then method, gRPC, most headers, most query parameters, most cookies; ties by creation, then name, then the order written.
 */
export function compareRanked(left: Ranked, right: Ranked): number {
  return (
    compareMatch(left.match, right.match) || compareText(left.createdAt, right.createdAt) || compareText(left.route, right.route) || left.index - right.index
  );
}

function compareMatch(left: RequestMatch, right: RequestMatch): number {
  return (
    pathRank[left.path.kind] - pathRank[right.path.kind] ||
    right.path.value.length - left.path.value.length ||
    Number(right.methods.length > 0) - Number(left.methods.length > 0) ||
    Number(right.grpc) - Number(left.grpc) ||
    right.headers.length - left.headers.length ||
    right.query.length - left.query.length ||
    right.cookies.length - left.cookies.length
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

import { type GrpcStatus, grpcStatus } from "../grpc/status.ts";
import type { LaneMethod } from "../handler.ts";

/** A method of the lane, its calls that wait for the end of the turn when they are unary, and its counts. */
export class MethodQueue<Call> {
  readonly path: string;
  readonly method: LaneMethod;
  /** Complete calls of this turn, in order of arrival. */
  waiting: Call[] = [];
  readonly #counts = new Float64Array(Object.keys(grpcStatus).length);

  constructor(path: string, method: LaneMethod) {
    this.path = path;
    this.method = method;
  }

  /** Counts a call that has ended. */
  count(status: GrpcStatus): void {
    this.#counts[status] = (this.#counts[status] as number) + 1;
  }

  /** Calls so far, by status; statuses that never were are left out. */
  counts(): readonly (readonly [status: GrpcStatus, count: number])[] {
    return [...this.#counts.entries()].flatMap(([status, count]) => (count === 0 ? [] : [[status as GrpcStatus, count] as const]));
  }
}

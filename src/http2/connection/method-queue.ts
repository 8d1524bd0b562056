import { type GrpcStatus, grpcStatus } from "../grpc/status.ts";
import type { UnaryMethod } from "../handler.ts";

/** A method of the lane, the calls that wait for the end of the turn, and its counts. */
export class MethodQueue<Call> {
  readonly path: string;
  readonly method: UnaryMethod;
  /** Complete calls of this turn, in order of arrival. */
  waiting: Call[] = [];
  /** Calls by status since they were last taken. */
  #counts = new Uint32Array(Object.keys(grpcStatus).length);

  constructor(path: string, method: UnaryMethod) {
    this.path = path;
    this.method = method;
  }

  /** Counts a call that has ended. */
  count(status: GrpcStatus): void {
    this.#counts[status] = (this.#counts[status] as number) + 1;
  }

  /** Gives every count that is not zero to `publish` and begins anew. */
  takeCounts(publish: (status: GrpcStatus, count: number) => void): void {
    for (const [status, count] of this.#counts.entries()) if (count > 0) publish(status as GrpcStatus, count);
    this.#counts.fill(0);
  }
}

import type { Request, Response } from "express";
import type { AdminContext } from "../admin-context.ts";

/** What is known of every request, and counted when it ends. */
export interface RequestFacts {
  readonly requestId: string;
  readonly from: string;
  /** Set as soon as the operation is known. */
  operation: string;
}

const idFromCaller = /^[\w.-]{1,64}$/u;

/** Gives a request its id and the headers that every answer has, and counts it when it has ended. The facts are kept in `response.locals`. */
export function describeRequest({ request, response, context }: { request: Request; response: Response; context: AdminContext }): void {
  const offered = request.get("X-Request-Id") ?? "";
  const requestId = idFromCaller.test(offered) ? offered : Buffer.from(context.random.bytes(12)).toString("hex");
  const facts: RequestFacts = { requestId, from: request.socket.remoteAddress ?? "", operation: "none" };
  response.locals["facts"] = facts;
  response.set({ "X-Request-Id": requestId, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" });
  const start = context.clock.monotonic();
  response.once("close", () => {
    const seconds = (context.clock.monotonic() - start) / 1000;
    const labels = { operation: facts.operation, code: String(response.statusCode) };
    context.meters.requests.add(1, labels);
    context.meters.duration.observe(seconds, { operation: facts.operation });
    context.logger.debug("Request ended", { requestId, method: request.method, path: request.path, code: response.statusCode, seconds, from: facts.from });
  });
}

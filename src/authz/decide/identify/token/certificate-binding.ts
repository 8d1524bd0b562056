import type { Json, JsonObject } from "../../../../kit/json.ts";
import type { JwtSpec } from "../../../../model/auth/jwt-schema.ts";
import { claimAt } from "../../authorize/claim-test.ts";
import type { Input } from "../../plan/input.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { certificateInput, certificateThumbprint, readPeer, untimely } from "../peer-certificate.ts";

/** Whether a token is good over a connection, and until when that is so (milliseconds since the Unix epoch); `fault` says why it is not. */
export interface Binding {
  readonly fault?: string;
  readonly why?: string;
  readonly until: number;
}

/** Looks whether a token is good over the connection that it came by. */
export type BindingCheck = (claims: JsonObject, request: DecisionRequest) => Binding;

const thumbprintClaim = ["cnf", "x5t#S256"] as const;
const never = Number.POSITIVE_INFINITY;
const free: Binding = { until: never };

/** Makes the check that a token is shown by whoever it was issued to: its `cnf` names the client's certificate (RFC 8705 §3.1), which is good now. */
export function compileBinding(binding: JwtSpec["binding"] = "whenBound"): { readonly inputs: readonly Input[]; readonly check: BindingCheck } {
  if (binding === "ignored") return { inputs: [], check: () => free };
  return {
    inputs: [certificateInput],
    check: (claims, request) => {
      const bound: Json | undefined = claimAt(claims, thumbprintClaim);
      if (bound === undefined) return binding === "required" ? { fault: "The token is not bound to a certificate", until: never } : free;
      const { certificate } = request.view;
      return bound === certificateThumbprint(certificate)
        ? timely(certificate, request.now)
        : { fault: "The token is bound to another certificate", until: never };
    },
  };
}

function timely(encoded: string, now: number): Binding {
  const certificate = readPeer(encoded);
  if (typeof certificate === "string") return { fault: "The token is bound to a certificate that cannot be read", until: never };
  const late = untimely(certificate, now);
  if (late === undefined) return { until: certificate.notAfter };
  return { fault: `The token is bound to a certificate that is ${late.fault}`, why: late.why, until: late.until };
}

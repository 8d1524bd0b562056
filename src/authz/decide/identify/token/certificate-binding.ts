import type { Json, JsonObject } from "../../../../kit/json.ts";
import type { JwtSpec } from "../../../../model/auth/jwt-schema.ts";
import { claimAt } from "../../authorize/claim-test.ts";
import type { Input } from "../../plan/input.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { certificateInput, certificateThumbprint } from "../peer-certificate.ts";

/** Why a token is no good over this connection; undefined when it is. */
export type BindingCheck = (claims: JsonObject, request: DecisionRequest) => string | undefined;

const thumbprintClaim = ["cnf", "x5t#S256"] as const;

/** Makes the check that a token is shown by whoever it was issued to: its `cnf` names the client's certificate (RFC 8705 §3.1). */
export function compileBinding(binding: JwtSpec["binding"] = "whenBound"): { readonly inputs: readonly Input[]; readonly check: BindingCheck } {
  if (binding === "ignored") return { inputs: [], check: () => undefined };
  return {
    inputs: [certificateInput],
    check: (claims, request) => {
      const bound: Json | undefined = claimAt(claims, thumbprintClaim);
      if (bound === undefined) return binding === "required" ? "The token is not bound to a certificate" : undefined;
      return bound === certificateThumbprint(request.view.certificate) ? undefined : "The token is bound to another certificate";
    },
  };
}

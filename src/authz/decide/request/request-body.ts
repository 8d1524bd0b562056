import { parseStrictJson, type StrictJson } from "../../../kit/strict-json.ts";
import { longestSentBody, planExtensions } from "../../../model/auth/auth-plan.ts";
import { type CheckView, wireName } from "./check-view.ts";

/**
 * Why nothing is known of a body, as programs may read it.
 *
 * - `body_unavailable`: the proxy did not send it along, or nobody can tell whether it sent the whole.
 * - `body_too_large`: the proxy sent a part of it along. Envoy does so at times even when it is told to send whole bodies alone: one whose end comes together with
 *   what is too much.
 * - `body_invalid`: it is not what is asked for: no text, no JSON.
 */
export type BodyFaultCode = "body_unavailable" | "body_too_large" | "body_invalid";

/** Says why nothing is known of a body. The message quotes nothing of it. */
export class BodyFault extends Error {
  override readonly name = "BodyFault";
  readonly code: BodyFaultCode;
  constructor(code: BodyFaultCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

const bodyName = wireName(planExtensions.body);

/** Whether there is a body at all, as far as the proxy tells. */
function bodyPresence(view: CheckView): "here" | "none" | "unknown" {
  if ((view.body?.length ?? 0) > 0 || view.size > 0) return "here";
  const length = view.headerLines("content-length")?.[0];
  if (length !== undefined) return length === "0" ? "none" : "here";
  if (view.headerLines("transfer-encoding") !== undefined) return "here";
  return longestSentBody(view.contextExtension(bodyName)) === undefined || isStream(view) ? "unknown" : "none";
}

/**
 * The body of a request as a text; empty without one. Throws a {@link BodyFault} when it is none, or when it is not known to be whole: what is decided about a part
 * says nothing about the rest.
 */
export function bodyText(view: CheckView): string {
  const bytes = wholeBody(view);
  const encoding = view.headerLines("content-encoding")?.join(",") ?? "identity";
  if (encoding.toLowerCase() !== "identity") throw new BodyFault("body_invalid", "The body is encoded, by its Content-Encoding, and is not looked into");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new BodyFault("body_invalid", "The body is no text in UTF-8", { cause });
  }
}

/** The body of a request as JSON; see {@link bodyText}. What another Content-Type is said to be is none: a backend may find something else in it. */
export function bodyJson(view: CheckView): StrictJson {
  const text = bodyText(view);
  if (text === "") throw new BodyFault("body_invalid", "There is no body");
  const type = view.headerLines("content-type")?.join(",") ?? "";
  if (!isJsonType(type)) throw new BodyFault("body_invalid", "The body is not JSON, by its Content-Type");
  const parsed = parseStrictJson(text);
  if ("error" in parsed) throw new BodyFault("body_invalid", `The body is not JSON that everybody reads alike: ${parsed.error}`);
  return parsed.value;
}

/** `application/json`, `application/problem+json; charset=utf-8`: JSON is UTF-8, and nothing else may be said of it (RFC 8259 §8.1). */
function isJsonType(contentType: string): boolean {
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  return (
    /^application\/(?:[!#$%&'*+.^_`|~0-9a-z-]+\+)?json$/u.test(type) &&
    parameters.every((text) => !text.startsWith("charset") || /^charset="?utf-8"?$/u.test(text))
  );
}

function wholeBody(view: CheckView): Uint8Array {
  const presence = bodyPresence(view);
  if (presence === "none") return new Uint8Array();
  if (presence === "unknown")
    throw new BodyFault("body_unavailable", "Nobody can tell whether there is a body: this proxy does not say that it sends bodies along");
  const { body, size } = view;
  if (body === undefined || body.length === 0) throw new BodyFault("body_unavailable", "The proxy does not send the body along");
  const length = view.headerLines("content-length")?.[0];
  const isCut = view.headerLines("x-envoy-auth-partial-body")?.some((line) => line.includes("true")) === true || size > body.length;
  if (isCut || (length !== undefined && length !== String(body.length))) throw new BodyFault("body_too_large", "The body is longer than what is looked at");
  const sent = longestSentBody(view.contextExtension(bodyName));
  if (length === undefined && (sent === undefined || body.length >= sent))
    throw new BodyFault("body_unavailable", "Nobody can tell whether the body is whole: this proxy does not say that it sends whole bodies");
  return body;
}

/** What follows is no body of a request, and Envoy sends nothing of it along. */
function isStream(view: CheckView): boolean {
  if (view.method === "CONNECT" || view.headerLines(":protocol") !== undefined) return true;
  return (view.headerLines("upgrade") ?? []).some((value) => value.toLowerCase().includes("websocket"));
}

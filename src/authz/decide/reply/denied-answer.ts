import type { AnswersSpec } from "../../../model/auth/shape-schema.ts";
import type { Denied } from "../decision.ts";
import type { Refusal } from "../refusal.ts";
import type { Pair } from "../shape/mutations.ts";
import type { ClientType } from "./client-type.ts";
import type { HttpAnswer } from "./encode-reply.ts";
import { ownBody } from "./own-body.ts";
import { contentTypes, usualBody } from "./usual-body.ts";

type OwnAnswer = NonNullable<AnswersSpec["forbidden"]>;

const titles = { unauthenticated: "Unauthorized", forbidden: "Forbidden", malformed: "Bad Request", oversized: "Content Too Large", completed: "OK" } as const;
const statuses = { unauthenticated: 401, forbidden: 403, malformed: 400, oversized: 413, completed: 200 } as const;

/** The address that a browser comes from may have a code in it, which is nobody's business. */
const redirected: readonly Pair[] = [
  ["cache-control", "no-store"],
  ["referrer-policy", "no-referrer"],
];

/** Who reads an answer, and of which request it is. */
export interface AnswerReader {
  readonly client: ClientType;
  /** By which the caller may ask about the request. */
  readonly requestId: string;
}

/** What somebody who does not get in is told, in the form that suits the client. */
export function deniedAnswer({ refusal, answers, cookies }: Pick<Denied, "refusal" | "answers" | "cookies">, reader: AnswerReader): HttpAnswer {
  const { client, requestId } = reader;
  const lines = [...cookies, ...(refusal.cookies ?? [])].map((cookie): Pair => ["set-cookie", cookie]);
  if (refusal.kind === "redirected") return { status: 302, headers: [...redirected, ["location", refusal.location], ...lines], body: "" };
  const own = ownAnswer(refusal, answers);
  // Envoy derives the status that a gRPC client sees from this one, and knows what the usual ones mean alone.
  const status = (client === "grpc" ? undefined : own?.status) ?? statuses[refusal.kind];
  const usual: readonly Pair[] = [
    ["content-type", contentTypes[client]],
    ["cache-control", "no-store"],
    ...(refusal.challenge === undefined ? [] : [["www-authenticate", refusal.challenge] as const]),
    ...Object.entries(refusal.headers ?? {}),
  ];
  const headers = joined(usual, own?.headers);
  const template = bodyFor(own, client);
  const { code, detail, challenge = "" } = refusal;
  const title = titles[refusal.kind];
  if (template === undefined) return { status, headers: [...headers, ...lines], body: usualBody({ title, status, detail, code }, client) };
  const values = { code, detail, challenge, title, status: String(status), requestId };
  const contentType = headers.find(([name]) => name === "content-type")?.[1] ?? contentTypes[client];
  return { status, headers: [...headers, ...lines], body: ownBody(template, contentType, values) };
}

/** The body that the policy has for such a client, with its placeholders; undefined when it has none. */
export function ownTemplate({ refusal, answers }: Pick<Denied, "refusal" | "answers">, client: ClientType): string | undefined {
  return bodyFor(ownAnswer(refusal, answers), client);
}

function ownAnswer({ kind }: Refusal, answers: AnswersSpec | undefined): OwnAnswer | undefined {
  return kind === "unauthenticated" || kind === "forbidden" ? answers?.[kind] : undefined;
}

/** Headers that the policy names stand in place of the usual ones. */
function joined(usual: readonly Pair[], own: Readonly<Record<string, string>> = {}): readonly Pair[] {
  return [...new Map([...usual, ...Object.entries(own).map(([name, value]): Pair => [name.toLowerCase(), value])])];
}

function bodyFor(own: OwnAnswer | undefined, client: ClientType): string | undefined {
  switch (client) {
    case "json":
      return own?.json;
    case "html":
      return own?.html;
    case "grpc":
      return own?.text;
  }
}

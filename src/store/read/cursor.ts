import { type Kind, kinds, type ObjectKey } from "../../model/object/object.ts";
import { StoreError } from "../store.ts";

/** Where a list goes on: after this key, at this revision, with the same filter. */
export interface ListCursor {
  readonly revision: number;
  readonly kind: Kind | undefined;
  readonly namespace: string | undefined;
  readonly after: ObjectKey;
}

/** Where a history goes on: before this revision, of the same object (key text). */
export interface HistoryCursor {
  readonly before: number;
  readonly key: string | undefined;
}

/** Turns what a cursor stands for into opaque text and back; `read` throws `ERR_STORE_INVALID_CURSOR`. */
export interface CursorCodec<T> {
  write(value: T): string;
  read(text: string): T;
}

/** Cursors of `list`. */
export const listCursor: CursorCodec<ListCursor> = {
  write: ({ revision, kind, namespace, after }) => pack(["l", revision, kind ?? null, namespace ?? null, after.kind, after.namespace, after.name]),
  read: (text) => {
    const [, revision, kind, namespace, afterKind, afterNamespace, name] = unpack(text, { tag: "l", length: 7 });
    if (!isRevision(revision) || !isKind(afterKind) || typeof afterNamespace !== "string" || typeof name !== "string") throw invalid(text);
    const after = { kind: afterKind, namespace: afterNamespace, name };
    return { revision, kind: isKind(kind) ? kind : undefined, namespace: typeof namespace === "string" ? namespace : undefined, after };
  },
};

/** Cursors of `history`. */
export const historyCursor: CursorCodec<HistoryCursor> = {
  write: ({ before, key }) => pack(["h", before, key ?? null]),
  read: (text) => {
    const [, before, key] = unpack(text, { tag: "h", length: 3 });
    if (!isRevision(before)) throw invalid(text);
    return { before, key: typeof key === "string" ? key : undefined };
  },
};

function pack(parts: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function unpack(text: string, { tag, length }: { tag: string; length: number }): readonly unknown[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch (cause) {
    throw new StoreError("ERR_STORE_INVALID_CURSOR", `Cursor "${text}" is not one that this store gave out`, { cause });
  }
  if (!Array.isArray(parts) || parts.length !== length || parts[0] !== tag) throw invalid(text);
  return parts;
}

function isRevision(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isKind(value: unknown): value is Kind {
  return kinds.some((kind) => kind === value);
}

function invalid(text: string): StoreError {
  return new StoreError("ERR_STORE_INVALID_CURSOR", `Cursor "${text}" is not one that this store gave out`);
}

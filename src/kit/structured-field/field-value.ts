/** A bare item (RFC 9651 §3.3). A decimal is kept in thousandths, so that it is exact. */
export type BareItem =
  | { readonly type: "integer"; readonly value: number }
  | { readonly type: "decimal"; readonly thousandths: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "token"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Buffer }
  | { readonly type: "boolean"; readonly value: boolean }
  /** Seconds since the Unix epoch. */
  | { readonly type: "date"; readonly value: number };

/** Parameters by name, in their order. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** An item with its parameters. */
export interface Item {
  readonly kind: "item";
  readonly value: BareItem;
  readonly parameters: Parameters;
}

/** A list inside of a list or a dictionary. */
export interface InnerList {
  readonly kind: "list";
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

/** A member of a dictionary. */
export type Member = Item | InnerList;

/** Members by name, in their order. */
export type Dictionary = ReadonlyMap<string, Member>;

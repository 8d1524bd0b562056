import type { BareItem, InnerList, Item, Member, Parameters } from "./field-value.ts";

/** The one text of a member (RFC 9651 §4.1). */
export function serializeMember(member: Member): string {
  return member.kind === "list" ? serializeInnerList(member) : serializeItem(member);
}

/** The one text of an inner list with its parameters. */
export function serializeInnerList({ items, parameters }: Pick<InnerList, "items" | "parameters">): string {
  return `(${items.map(serializeItem).join(" ")})${serializeParameters(parameters)}`;
}

/** The one text of an item with its parameters. */
export function serializeItem({ value, parameters }: Pick<Item, "value" | "parameters">): string {
  return serializeBareItem(value) + serializeParameters(parameters);
}

function serializeParameters(parameters: Parameters): string {
  return [...parameters].map(([name, value]) => (value.type === "boolean" && value.value ? `;${name}` : `;${name}=${serializeBareItem(value)}`)).join("");
}

function serializeBareItem(item: BareItem): string {
  switch (item.type) {
    case "integer":
      return String(item.value);
    case "decimal":
      return decimalText(item.thousandths);
    case "string":
      return `"${item.value.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
    case "token":
      return item.value;
    case "bytes":
      return `:${item.value.toString("base64")}:`;
    case "boolean":
      return item.value ? "?1" : "?0";
    case "date":
      return `@${item.value}`;
  }
}

function decimalText(thousandths: number): string {
  const size = Math.abs(thousandths);
  const fraction = String(size % 1000)
    .padStart(3, "0")
    .replace(/0{1,2}$/u, "");
  return `${thousandths < 0 ? "-" : ""}${Math.floor(size / 1000)}.${fraction}`;
}

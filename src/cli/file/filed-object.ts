import type { Json } from "../../kit/json.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { TextPlace } from "../../model/yaml/read-documents.ts";

/** An object in a file. */
export interface FiledObject extends ObjectKey {
  readonly document: Json;
  readonly file: string;
  /** Where a pointer into the object stands in the file. */
  readonly locate: (pointer: string) => TextPlace;
}

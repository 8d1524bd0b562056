import { celMap } from "@bufbuild/cel";

/**
 * Makes `has()` and `in` of the library's maps say of a member whose value is null that it is there, as the specification does. The library makes such maps
 * of what it is given, of what stands inside of that, and of what an expression writes out, so all of them are mended where they have it from.
 */
export function mendMaps(): void {
  const maps = Object.getPrototypeOf(celMap(new Map())) as Pick<ReturnType<typeof celMap>, "get" | "has">;
  maps.has = function has(this: typeof maps, key) {
    return this.get(key) !== undefined;
  };
}

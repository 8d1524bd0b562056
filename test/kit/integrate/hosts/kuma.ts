import { parse } from "yaml";
import type { z } from "zod";
import type { EnforcementPlaces } from "../it-enforces.ts";
import { meshProxyPatch } from "../schemas/kuma.ts";
import { foreignProxy } from "./foreign-proxy.ts";

type Modification = z.infer<typeof meshProxyPatch>["spec"]["default"]["appendModifications"][number];

/** The sidecar that Kuma makes with a MeshProxyPatch: clusters are added, filters put before the router, virtual hosts merged. */
export function kumaSidecar(object: unknown, places: EnforcementPlaces): Record<string, unknown> {
  const { spec } = meshProxyPatch.parse(object);
  const all = spec.default.appendModifications;
  const values = (pick: (one: Modification) => { readonly value: string } | undefined): readonly object[] =>
    all.flatMap((one) => {
      const found = pick(one);
      return found === undefined ? [] : [parse(found.value) as object];
    });
  const clusters = values((one) => ("cluster" in one ? one.cluster : undefined));
  const filters = values((one) => ("httpFilter" in one ? one.httpFilter : undefined));
  const virtualHost = Object.assign({}, ...values((one) => ("virtualHost" in one ? one.virtualHost : undefined))) as object;
  return foreignProxy({ clusters, filters, virtualHost }, places);
}

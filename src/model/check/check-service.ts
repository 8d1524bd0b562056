import { z } from "zod";
import { parseDuration } from "../../kit/duration.ts";
import type { Problem } from "../../kit/problem.ts";
import { type ServiceSpec, serviceShape } from "../object/service.ts";
import { placed } from "./placed-check.ts";

const service = z.object(serviceShape) as z.ZodType<ServiceSpec>;

/** The checks of a Service's spec. */
export const serviceChecks = [
  placed("", service, checkTls),
  placed("", service, checkVersions),
  placed("/endpoints/static", z.array(z.object({ address: z.string(), port: z.number() })), checkEndpoints),
  placed("/versions/*", serviceShape.versions.def.innerType.valueType, checkVersion),
  placed("/connectTimeout", z.string(), notZero),
  placed("/endpoints/dns/refresh", z.string(), notZero),
];

function notZero(text: string, pointer: string): readonly Problem[] {
  const parsed = parseDuration(text);
  if (!("ms" in parsed) || parsed.ms >= 1) return [];
  return [{ code: "OUT_OF_RANGE", pointer, detail: `Duration ${text} is too short; it must be at least 1ms` }];
}

function checkTls({ tls, protocol }: ServiceSpec): readonly Problem[] {
  if (tls === undefined) return [];
  const wrong: Problem = {
    code: "FIELD_NOT_ALLOWED",
    pointer: "/spec/tls",
    detail: "Field tls does not go with protocol udp",
    hint: "It goes with http1, http2, grpc and tcp",
  };
  const unused: Problem = {
    code: "CONFLICTING_FIELDS",
    pointer: "/spec/tls/subjectAltNames",
    detail: "Names are not checked where trust is none",
    hint: "Trust system, or a TrustBundle, or leave the names out",
  };
  return [...(protocol === "udp" ? [wrong] : []), ...(tls.trust === "none" && tls.subjectAltNames !== undefined ? [unused] : [])];
}

/** Addresses from DNS carry no labels that a version could select by. */
function checkVersions({ endpoints, versions }: ServiceSpec): readonly Problem[] {
  if (endpoints.dns === undefined || versions === undefined) return [];
  return [
    {
      code: "FIELD_NOT_ALLOWED",
      pointer: "/spec/versions",
      detail: "Field versions does not go with DNS endpoints, which have no labels",
      hint: "Make a Service of each version",
    },
  ];
}

function checkVersion({ labels }: { readonly labels: Readonly<Record<string, string>> }, pointer: string): readonly Problem[] {
  if (Object.keys(labels).length > 0) return [];
  return [
    { code: "MISSING_FIELD", pointer: `${pointer}/labels`, detail: "Version selects by no label", hint: "Name at least one label that its endpoints carry" },
  ];
}

function checkEndpoints(endpoints: readonly { readonly address: string; readonly port: number }[], pointer: string): readonly Problem[] {
  const first = new Map<string, number>();
  return endpoints.flatMap(({ address, port }, index): readonly Problem[] => {
    const key = `${address}|${port}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, index);
      return [];
    }
    return [
      {
        code: "DUPLICATE_ENDPOINT",
        pointer: `${pointer}/${index}`,
        detail: `Endpoint ${address} port ${port} is number ${earlier + 1} of the list already`,
        hint: "Give one of them the whole weight",
      },
    ];
  });
}

import type { Policy } from "../policy.ts";
import { clusterOutlierDetection } from "./emit.ts";
import { lowerOutlierDetection, type OutlierDetectionNode } from "./lower.ts";
import { outlierDetectionSchema } from "./schema.ts";

/** Ejection of endpoints that answer badly. See Envoy's OutlierDetection. */
export const outlierDetection: Policy<OutlierDetectionNode> = {
  name: "outlierDetection",
  side: "upstream",
  merge: "overlay",
  order: 700,
  schema: outlierDetectionSchema,
  lower: lowerOutlierDetection,
  cluster: clusterOutlierDetection,
};

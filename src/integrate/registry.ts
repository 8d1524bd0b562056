import { contour } from "./contour/contour.ts";
import { envoy } from "./envoy/envoy.ts";
import { envoyGateway } from "./envoy-gateway/envoy-gateway.ts";
import { istio } from "./istio/istio.ts";
import type { AnyTarget } from "./target.ts";

/** Every host that our services plug into, in the order in which they are listed. */
export const targets: readonly AnyTarget[] = [envoy, istio, envoyGateway, contour];

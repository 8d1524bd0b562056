import { consul } from "./consul/consul.ts";
import { contour } from "./contour/contour.ts";
import { dropIn } from "./drop-in/drop-in.ts";
import { envoy } from "./envoy/envoy.ts";
import { envoyEcds } from "./envoy-ecds/envoy-ecds.ts";
import { envoyGateway } from "./envoy-gateway/envoy-gateway.ts";
import { gloo } from "./gloo/gloo.ts";
import { grpc } from "./grpc/grpc.ts";
import { istio } from "./istio/istio.ts";
import { kgateway } from "./kgateway/kgateway.ts";
import { kuma } from "./kuma/kuma.ts";
import type { AnyTarget } from "./target.ts";

/** Every host that our services plug into, in the order in which they are listed. */
export const targets: readonly AnyTarget[] = [envoy, envoyEcds, istio, envoyGateway, contour, kuma, consul, kgateway, gloo, grpc, dropIn];

import type { JsonObject } from "../../kit/json.ts";
import { listenAddressText } from "../../kit/listen-address.ts";
import { type AuthzService, type Services, servicesOf } from "../ask/service-asks.ts";
import { httpListener, serviceClusters } from "../block/bootstrap.ts";
import { clusterJson, listenerJson } from "../block/envoy-json.ts";
import { serviceFilters, virtualHostSettings } from "../block/filters.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { tlsByFiles, tlsMode } from "../block/tls-by-files.ts";
import type { Output, OutputFile } from "../target.ts";
import type { ConsulAnswers } from "./asks.ts";

/** Consul's configuration entry or the sidecar's own settings, and our files. */
export function generate(answers: ConsulAnswers): Output {
  const services = servicesOf(answers);
  return services.ratelimit === undefined ? withExtension(answers, services) : withListener(answers, services);
}

/** What a name of a policy cannot be sent through is told at our side. */
function withExtension(answers: ConsulAnswers, services: Services): Output {
  const { authz } = services;
  const more = authz === undefined ? [] : [`--auth-default ${authz.policy}`];
  return {
    files: [...(authz === undefined ? [] : [extensionFile(authz, answers)]), ...ourFiles(services)],
    steps: [
      "Run the service beside each sidecar; Consul cannot send the policy's name, so it is told here:",
      `$ ${serveCommand(services, tlsMode(answers), more)}`,
      "Write the configuration entry; when the service has one, put EnvoyExtensions into it:",
      "$ consul config write mesh/service-defaults.json",
    ],
  };
}

function extensionFile(authz: AuthzService, { service, authzService }: ConsulAnswers): OutputFile {
  const timeout = `${authz.timeoutMs}ms`;
  const [first] = authz.endpoints;
  const target =
    authzService === undefined
      ? { URI: first === undefined ? "" : listenAddressText(first), Timeout: timeout }
      : { Service: { Name: authzService }, Timeout: timeout };
  const extension = {
    Name: "builtin/ext-authz",
    // A sidecar without it must not take requests: nobody would be asked.
    Required: true,
    Arguments: {
      ProxyType: "connect-proxy",
      ListenerType: "inbound",
      Config: { GrpcService: { Target: target }, IncludePeerCertificate: true, StatusOnError: 403, ...bodies(authz) },
    },
  };
  return {
    path: "mesh/service-defaults.json",
    about: "Configuration entry of the service: its sidecars ask who gets in",
    documents: [{ Kind: "service-defaults", Name: service, Protocol: "http", EnvoyExtensions: [extension] }],
  };
}

/** The extension has no context extensions: of bodies only those are known to be whole that say how long they are. */
function bodies({ bodyBytes }: AuthzService): JsonObject {
  return bodyBytes === undefined ? {} : { WithRequestBody: { MaxRequestBytes: bodyBytes, AllowPartialMessage: false, PackAsBytes: true } };
}

/** No extension makes limits: the sidecar's listener and clusters are written whole, and Consul adds its TLS and intentions to the listener. */
function withListener(answers: ConsulAnswers, services: Services): Output {
  const { service, sidecarPort } = answers;
  const host = {
    name: "public_listener",
    domains: ["*"],
    routes: [{ match: { prefix: "/" }, route: { cluster: "local_app" } }],
    ...virtualHostSettings(services),
  };
  const listener = { ...httpListener({ address: { host: "0.0.0.0", port: sidecarPort }, host, filters: serviceFilters(services) }), name: "public_listener" };
  const clusters = serviceClusters(services, tlsByFiles(answers)).map(clusterJson);
  const config = {
    protocol: "http",
    envoy_public_listener_json: JSON.stringify(listenerJson(listener)),
    envoy_extra_static_clusters_json: clusters.map((cluster) => JSON.stringify(cluster)).join(",\n"),
  };
  return {
    files: [
      {
        path: "mesh/sidecar.json",
        about: "Registration of the sidecar: put proxy.config into the one that you have",
        documents: [
          { service: { kind: "connect-proxy", name: `${service}-sidecar-proxy`, port: sidecarPort, proxy: { destination_service_name: service, config } } },
        ],
      },
      ...ourFiles(services),
    ],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, tlsMode(answers))}`,
      "Put proxy.config into the registration of the sidecar, register it, and start the sidecar anew, because the clusters stand in its bootstrap:",
      "$ consul services register mesh/sidecar.json",
    ],
  };
}

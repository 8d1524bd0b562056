import { formatDuration } from "../../kit/duration.ts";
import type { JsonObject } from "../../kit/json.ts";
import { headerOf, keyName, type LimitKey } from "../ask/limit-key.ts";
import { type AuthzService, type RateLimitService, servicesOf } from "../ask/service-asks.ts";
import { bodySettings } from "../block/buffer-settings.ts";
import { contextExtensions } from "../block/filters.ts";
import { authorityName, kubeTlsMode } from "../block/kube.ts";
import { kubeService } from "../block/kube-service.ts";
import { usualDialect } from "../block/limits-file.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import type { Output, OutputFile } from "../target.ts";
import type { ContourAnswers } from "./asks.ts";

/** The entry that Contour can make for an absent header. */
const absent = { key: "header_match", value: "absent" } as const;

/** Contour's objects, and our files. */
export function generate(answers: ContourAnswers): Output {
  const services = servicesOf(answers);
  return {
    files: [extensionServices(answers), configFile(answers), httpProxyFile(answers), ...ourFiles(services, { ...usualDialect, absent })],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, kubeTlsMode(answers))}`,
      "Apply where they are; Contour looks for it when it starts:",
      "$ kubectl apply --filename mesh/extension-services.yaml",
      `Put mesh/contour.yaml into contour.yaml of the ConfigMap contour in namespace ${answers.namespace}, beside what is there, and start Contour anew:`,
      `$ kubectl edit configmap contour --namespace ${answers.namespace}`,
      `$ kubectl rollout restart deployment/contour --namespace ${answers.namespace}`,
      "Apply the HTTPProxy, or put its virtualhost's settings into the one that you have:",
      "$ kubectl apply --filename mesh/httpproxy.yaml",
    ],
  };
}

function extensionServices(answers: ContourAnswers): OutputFile {
  const { ratelimit, authz } = servicesOf(answers);
  const authority = answers.caFile === undefined ? [] : [authoritySecret(answers.caFile, answers.namespace)];
  const documents = [
    ...authority,
    ...(ratelimit === undefined ? [] : extensionService("sluice-ratelimit", ratelimit, answers)),
    ...(authz === undefined ? [] : extensionService("sluice-authz", authz, answers)),
  ];
  return { path: "mesh/extension-services.yaml", about: "Where the services are", documents };
}

/** Contour wants authorities in a Secret. */
function authoritySecret(caFile: string, namespace: string): JsonObject {
  return { apiVersion: "v1", kind: "Secret", type: "Opaque", metadata: { name: authorityName, namespace }, stringData: { "ca.crt": caFile } };
}

function extensionService(name: string, service: AuthzService | RateLimitService, answers: ContourAnswers): readonly JsonObject[] {
  const { namespace, caFile, serverName } = answers;
  const place = kubeService({ name, namespace, endpoints: service.endpoints });
  const validation = { caSecret: authorityName, subjectName: serverName ?? service.endpoints[0]?.host ?? "" };
  const spec = {
    protocol: caFile === undefined ? "h2c" : "h2",
    services: [{ name: place?.name ?? "", port: place?.port ?? 0 }],
    ...(caFile !== undefined && { validation }),
    loadBalancerPolicy: { strategy: "WeightedLeastRequest" },
    timeoutPolicy: { response: formatDuration(service.timeoutMs) },
    circuitBreakerPolicy: { maxConnections: 100_000, maxPendingRequests: 100_000, maxRequests: 100_000, maxRetries: 1000 },
  };
  return [...(place?.objects ?? []), { apiVersion: "projectcontour.io/v1alpha1", kind: "ExtensionService", metadata: { name, namespace }, spec }];
}

function configFile(answers: ContourAnswers): OutputFile {
  return { path: "mesh/contour.yaml", about: "What Contour's own configuration file needs, beside what it has", documents: [contourConfig(answers)] };
}

function contourConfig(answers: ContourAnswers): JsonObject {
  const { ratelimit, authz } = servicesOf(answers);
  const { namespace, tlsSecret, clientSecret } = answers;
  return {
    ...(clientSecret !== undefined && { tls: { "envoy-client-certificate": { name: clientSecret, namespace } } }),
    ...(ratelimit !== undefined && {
      rateLimitService: {
        extensionService: `${namespace}/sluice-ratelimit`,
        domain: ratelimit.domain,
        failOpen: ratelimit.onOutage === "allow",
        enableXRateLimitHeaders: true,
      },
    }),
    ...(authz !== undefined &&
      tlsSecret === undefined && {
        globalExtAuth: {
          extensionService: `${namespace}/sluice-authz`,
          failOpen: false,
          responseTimeout: formatDuration(authz.timeoutMs),
          authPolicy: { context: contextExtensions(authz) },
          ...bodySettings(authz, "withRequestBody"),
        },
      }),
  };
}

function httpProxyFile(answers: ContourAnswers): OutputFile {
  const { fqdn, service, appNamespace, tlsSecret } = answers;
  const { ratelimit, authz } = servicesOf(answers);
  const virtualhost = {
    fqdn,
    ...(tlsSecret !== undefined && { tls: { secretName: tlsSecret } }),
    ...(authz !== undefined && tlsSecret !== undefined && { authorization: authorization(authz, answers) }),
    ...(ratelimit !== undefined && { rateLimitPolicy: { global: { descriptors: ratelimit.keys.flatMap(descriptorsOf) } } }),
  };
  const spec = { virtualhost, routes: [{ conditions: [{ prefix: "/" }], services: [service] }] };
  const metadata = { name: fqdn.replaceAll(".", "-"), namespace: appNamespace };
  return {
    path: "mesh/httpproxy.yaml",
    about: "A virtual host that is limited, and authorized when it has a certificate",
    documents: [{ apiVersion: "projectcontour.io/v1", kind: "HTTPProxy", metadata, spec }],
  };
}

function authorization(authz: AuthzService, { namespace }: ContourAnswers): JsonObject {
  const extensionRef = { apiVersion: "projectcontour.io/v1alpha1", name: "sluice-authz", namespace };
  return {
    extensionRef,
    responseTimeout: formatDuration(authz.timeoutMs),
    failOpen: false,
    authPolicy: { context: contextExtensions(authz) },
    ...bodySettings(authz, "withRequestBody"),
  };
}

/** Contour cannot tell Envoy to go on without a header that is absent: a second descriptor matches its absence. */
function descriptorsOf(key: LimitKey): readonly JsonObject[] {
  const first = { genericKey: { key: "limit", value: keyName(key) } };
  const header = headerOf(key);
  if (header === undefined) return [{ entries: [first, { remoteAddress: {} }] }];
  const present = { entries: [first, { requestHeader: { headerName: header, descriptorKey: keyName(key) } }] };
  if (key.kind !== "header") return [present];
  const match = { requestHeaderValueMatch: { headers: [{ name: header, notpresent: true }], expectMatch: true, value: absent.value } };
  return [present, { entries: [first, match] }];
}

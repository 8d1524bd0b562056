/**
 * What each code of a finding means that the model's own codes do not cover. The same words answer a refused write, and stand as the reason
 * of a condition (`UNKNOWN_REFERENCE` as `UnknownReference`). Codes are stable.
 */
export const findingCodes = {
  ALREADY_TAKEN: "An older stream route has the listener, or the hostname on it.",
  ENVOY_WOULD_REFUSE: "What becomes of the object breaks a rule of Envoy's own schema.",
  FILE_NOT_PERMITTED: "An access log is to be written where the node group does not permit it.",
  HOSTNAME_MISMATCH: "No listener that a route attaches to admits any of its hostnames.",
  HOSTNAME_NOT_SERVED: "One of several hostnames is admitted by no listener (warning).",
  INVALID_FORMAT: "A format of the access log is not one that Envoy reads.",
  LEVEL_TOO_LOW: "A policy needs a newer filter chain than the gateway has.",
  LIMIT_CONFLICT: "Two RateLimitDomains of one domain speak of one descriptor; the older one wins.",
  LOGIN_NOT_REACHED: "A path that a login answers itself is taken by a rule that the login does not apply to, or by none (warning).",
  NAME_NOT_CHECKED: "A service takes any certificate of its authorities, whatever name it carries (warning).",
  NEEDS_AUTH: "A limit goes by who calls, and no policy auth says who that is.",
  NOT_FOR_GRPC_CLIENTS: "Something that Envoy can do and a gRPC client cannot.",
  NOT_FOR_RATE_LIMIT_SERVICES: "The configuration that rate limit services get by xDS has no place for a field.",
  NO_FREE_SLOT: "A policy needs a setting that Envoy has once a filter, and all filters that listeners keep for such settings are in use.",
  NO_HOSTNAME: "The host is to be that of the service, and the service has none.",
  ONE_BACKEND_ONLY: "UDP goes to one service alone.",
  PATCH_DOES_NOT_FIT: "An Envoy patch does not fit the resource.",
  PATCH_INVALID: "An Envoy patch makes a resource that Envoy would refuse.",
  POLICY_CONFLICT: "Two policies of one rank set the same; the older one wins.",
  POLICY_DOES_NOT_FIT: "A policy, merged over its levels, does not hold together or does not fit its place.",
  POLICY_HAS_NO_EFFECT: "A policy has no effect on what the rule does.",
  PORT_CONFLICT: "The port belongs to a listener of another gateway.",
  PROTOCOL_MISMATCH: "No listener speaks the protocol that the object needs.",
  SHARE_TOO_SMALL: "A limit is divided among more proxies than it lets through at once, so that none of them lets anything through.",
  UNKNOWN_LISTENER: "A gateway has no listener of that name.",
  UNKNOWN_REFERENCE: "An object that is referred to does not exist.",
  UNKNOWN_SECTION: "A route has no rule of that name.",
  UNKNOWN_VERSION: "A service has no version of that name.",
} as const;

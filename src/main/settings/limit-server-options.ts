import { defineOption, optionalText } from "./option.ts";

/** Settings of limits that come from an xDS server. */
export const limitServerOptions = {
  limitsXds: defineOption({
    flag: "--limits-xds <url>",
    env: "SLUICE_LIMITS_XDS",
    help: "xDS server that gives the limits, http://HOST:PORT or https://HOST:PORT: ours or another's; a process of the role ratelimit alone then needs no store",
    schema: optionalText,
  }),
  limitsXdsNode: defineOption({
    flag: "--limits-xds-node <id>",
    env: "SLUICE_LIMITS_XDS_NODE",
    help: "node id that is told to it; the name of the replica when not given",
    schema: optionalText,
  }),
  limitsXdsCluster: defineOption({
    flag: "--limits-xds-cluster <name>",
    env: "SLUICE_LIMITS_XDS_CLUSTER",
    help: "node cluster that is told to it, in ours the NodeGroup",
    schema: optionalText,
  }),
  limitsXdsTokenFile: defineOption({
    flag: "--limits-xds-token-file <file>",
    env: "SLUICE_LIMITS_XDS_TOKEN_FILE",
    help: "file with the token that is shown to it, read anew for each stream",
    schema: optionalText,
  }),
  limitsXdsCaFile: defineOption({
    flag: "--limits-xds-ca-file <file>",
    env: "SLUICE_LIMITS_XDS_CA_FILE",
    help: "PEM certificates that its certificate is checked by; the system's when not given",
    schema: optionalText,
  }),
  limitsXdsCertFile: defineOption({
    flag: "--limits-xds-cert-file <file>",
    env: "SLUICE_LIMITS_XDS_CERT_FILE",
    help: "client certificate for it",
    schema: optionalText,
  }),
  limitsXdsKeyFile: defineOption({ flag: "--limits-xds-key-file <file>", env: "SLUICE_LIMITS_XDS_KEY_FILE", help: "its private key", schema: optionalText }),
} as const;

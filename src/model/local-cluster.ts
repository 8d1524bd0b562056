/**
 * Name of the cluster that stands for a group's proxies themselves. It is in the bootstrap of every node; Envoy counts its members to divide a limit among
 * them, and needs it to prefer endpoints of its own zone.
 */
export const localClusterName = "sluice_local";

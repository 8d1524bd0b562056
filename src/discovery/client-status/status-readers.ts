/** Whether a caller may read what every node has; a refusal is told as a gRPC status. */
export type ReadPermission =
  | { readonly kind: "permitted" }
  | { readonly kind: "denied"; readonly code: "UNAUTHENTICATED" | "PERMISSION_DENIED" | "UNAVAILABLE"; readonly message: string };

/** Who decides on that; given by `main`. */
export interface StatusReaders {
  /** `authorization` is the header, undefined where there is none. */
  mayRead(authorization: string | undefined): Promise<ReadPermission>;
}

/** Nobody may read it: what a server does that is not told whom to ask. */
export const noReaders: StatusReaders = {
  mayRead: async () => ({ kind: "denied", code: "PERMISSION_DENIED", message: "What nodes have is told to nobody here" }),
};

/** The two services that a mesh is plugged into. */
export interface MeshServices {
  /** `HOST:PORT`. */
  readonly ratelimit: string;
  /** `HOST:PORT`. */
  readonly authz: string;
  stopRateLimit(): Promise<void>;
  stopAuthz(): Promise<void>;
}

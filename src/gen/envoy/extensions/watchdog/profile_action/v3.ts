// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface ProfileActionConfig {
  readonly profile_duration?: google_protobuf.Duration;
  readonly profile_path?: string;
  readonly max_profiles?: number;
}

// Made by `npm run gen` from proto/; do not edit
export type EnvironmentResourceDetectorConfig = Readonly<Record<never, never>>;
export interface StaticConfigResourceDetectorConfig {
  readonly attributes?: Readonly<Record<string, string>>;
}

// Made by `npm run gen` from proto/; do not edit
export type DeterministicConnectionIdGeneratorConfig = Readonly<Record<never, never>>;

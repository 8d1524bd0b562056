/** What a fuzzing thread is given. */
export interface FuzzJob {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  /** Two 32-bit numbers – inputs so far, bytes of the current one – and the current input. */
  readonly shared: SharedArrayBuffer;
}

/** What it answers in the end. */
export type FuzzReport =
  | { readonly kind: "clean"; readonly inputs: number; readonly outcomes: number }
  | { readonly kind: "broken"; readonly message: string; readonly trace: string; readonly input: Uint8Array }
  | { readonly kind: "grown"; readonly bytes: number };

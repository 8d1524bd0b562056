// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Brotli {
  readonly quality?: google_protobuf.UInt32Value;
  readonly encoder_mode?: Brotli_EncoderMode;
  readonly window_bits?: google_protobuf.UInt32Value;
  readonly input_block_bits?: google_protobuf.UInt32Value;
  readonly chunk_size?: google_protobuf.UInt32Value;
  readonly disable_literal_context_modeling?: boolean;
}
export const Brotli_EncoderMode = {
  DEFAULT: 0,
  GENERIC: 1,
  TEXT: 2,
  FONT: 3,
} as const;
export type Brotli_EncoderMode = (typeof Brotli_EncoderMode)[keyof typeof Brotli_EncoderMode];

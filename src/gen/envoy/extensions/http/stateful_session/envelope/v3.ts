// Made by `npm run gen` from proto/; do not edit
export interface EnvelopeSessionState {
  readonly header?: EnvelopeSessionState_Header;
}
export interface EnvelopeSessionState_Header {
  readonly name?: string;
}

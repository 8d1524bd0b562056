/** Why the model could not do it. */
export type ModelErrorCode = "ERR_MODEL_UNREADABLE" | "ERR_MODEL_POLICY_NAME";

/** What the model throws: never for what users write, only when the program itself is at odds with its data. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  constructor(code: ModelErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}

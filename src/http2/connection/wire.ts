/** What carries a connection's bytes: a socket, or a test. */
export interface Wire {
  /** Sends bytes. Answers true when they are out of our hands, so that the buffer may be used again; false when they have to stay as they are. */
  write(bytes: Buffer): boolean;
  /** Bytes that `write` took and that have not left yet. */
  backlog(): number;
  /** Calls a task when all that was written so far has left; never, when the wire closes before. */
  onceSent(task: () => void): void;
  /** Stops and resumes reading. */
  pause(): void;
  resume(): void;
  /** Closes our side after what was written. */
  end(): void;
  /** Closes both sides at once. */
  destroy(): void;
}

/**
 * One end of a line to another process of the same service. Messages are plain data, and arrive whole, in order and at most once.
 */
export interface Line {
  /** Does nothing when the other process has ended. */
  send(message: unknown): void
  listen(listener: (message: unknown) => void): void
  /** Calls the listener once when the process at the other end has ended, and so runs no more. */
  ended(listener: () => void): void
}

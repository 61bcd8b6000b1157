import { StoreUnavailable } from '../ports/errors.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'

/** What operators learn of a sign-in, sign-out or token that did not succeed. Nothing here says who it was. */
export interface OutcomeFacts {
  /** A defect of ours. */
  failed(error: unknown): void
  /** Something that we need did not answer: our store, an application's back channel. */
  unavailable(error: unknown): void
  /** Refused as it had to be, by its stable code. `reason` is the code of what was wrong, for who connects an IdP. */
  refused(code: string, reason?: string): void
}

/** Sorts an error by whose it is: refusing what is not right is no failure, and neither is a store that is away for a moment. */
export const sortFailure =
  (facts: OutcomeFacts) =>
  (error: unknown): void => {
    if (error instanceof SignInRefused) facts.refused(error.code, reasonOf(error.cause))
    else if (error instanceof StoreUnavailable) facts.unavailable(error)
    else facts.failed(error)
  }

/** The code or name of what an adapter found: never its message, which may repeat an ID token's claims. */
export const reasonOf = (cause: unknown): string | undefined => {
  if (typeof cause === 'string') return cause
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.name
}

export type { Admin, ChangeOptions, Trial } from './admin.ts'
export type * from './api.generated.ts'
export type { CacheOptions } from './cache.ts'
export { type AskOptions, createKasbah, type Kasbah, type KasbahOptions } from './client.ts'
export {
  isProblem,
  isUnavailable,
  KasbahError,
  ProblemError,
  TimeoutError,
  UnexpectedAnswerError,
  UnreachableError,
} from './errors.ts'
export { bearer, type Caller, type GuardOptions, Refused } from './guard.ts'
export {
  type ExportedLine,
  type ExportOptions,
  type ImportOptions,
  ImportStoppedError,
  type LineOutcome,
  type ResourceLine,
} from './lines.ts'
export { type Asked, type Consistency, type Decided, idOf, type Question } from './questions.ts'
export type { Filtered, Page, PageWish, Resources, Subjects } from './searching.ts'
export type { CallOptions, SenderOptions } from './sender.ts'
export type { Outcome } from './together.ts'
export { createVerifier, type Verified, type VerifierOptions, type Verify } from './tokens.ts'

import { type Subject, subject } from './id.ts'
import { fresh } from './unique.ts'

/** An organisation that is open to somebody outside for a while. It goes with the account that was made for them. */
export interface SupportAccess {
  /** The account. */
  readonly id: Subject
  /** By what they are recognised at their first sign-in; absent where they were named by an account. */
  readonly email?: string
  /** What for, in words. */
  readonly purpose: string
  /** The highest level that they have, on everything. */
  readonly level: string
  readonly opened_by: Subject | 'operator'
  readonly created_at: Date
  readonly expires_at: Date
}

const KIND = 'support'
const PREFIX = `user:${KIND}_`

/**
 * Accounts of support access show it by their names, so that nobody else costs a look-up. A member of an older version may be called so,
 * too: whether an account is of support access says its record.
 */
export const mayBeSupport = (account: string): boolean => account.startsWith(PREFIX)

/** The account of somebody outside: named by what they are called elsewhere, or a fresh one. */
export const supportAccount = (called: string | undefined): Subject =>
  subject('user', called === undefined ? fresh(KIND) : `${KIND}_${called}`)

/** The longest time that an organisation is open at once. */
export const MAX_SUPPORT_DAYS = 30

/** Whom a caller may ask about: one rule for checks, searches and AuthZEN. */
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import { ORG, type Subject, typeOf } from '../../model/id.ts'
import { allowed } from '../steps/authorise.ts'

/** The operation that the set must allow a caller who asks about roles and groups, or a person who asks about others. */
const ASK_ABOUT_ANYONE = 'askAboutAnyone'

/**
 * Everyone may ask about themselves. A service with scope `check` may ask about any account; a person's key never exceeds the
 * person, and groups and roles are no principals: both need the right to read permissions.
 */
export const mayAskAbout = (snapshot: Snapshot, caller: Caller, subject: Subject): boolean => {
  if (caller.kind === 'operator' || caller.subject === subject) return true
  if (!caller.scopes.has('check')) return false
  const account = typeOf(subject) === 'user' || typeOf(subject) === 'service'
  if (account && typeOf(caller.subject) === 'service') return true
  return allowed(snapshot, caller, ORG, ASK_ABOUT_ANYONE)
}

/** Whether the caller may ask about anyone, and so learns why something is denied and whether it exists. */
export const isInsider = (snapshot: Snapshot, caller: Caller): boolean =>
  caller.kind === 'operator' ||
  (caller.scopes.has('check') &&
    (typeOf(caller.subject) === 'service' || allowed(snapshot, caller, ORG, ASK_ABOUT_ANYONE)))

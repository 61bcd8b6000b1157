/** Whom a caller may ask about: one rule for checks, searches and AuthZEN. */
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import { ORG, type Subject } from '../../model/id.ts'
import { actingAs, allowed } from '../steps/authorise.ts'

/** The operation that the set must allow a caller who asks about roles and groups, or a person who asks about others. */
const ASK_ABOUT_ANYONE = 'askAboutAnyone'

/**
 * The caller of one request, on the rules of its answer. Everyone may ask about themselves. A service with scope `check` may ask
 * about any account; a person's key never exceeds the person, and groups and roles are no principals: both need the right to read
 * permissions, of which Casbin is asked at most once, however many questions the request has.
 */
export class Asker {
  readonly snapshot: Snapshot
  readonly caller: Caller
  #mayReadPermissions: boolean | undefined

  constructor(snapshot: Snapshot, caller: Caller) {
    this.snapshot = snapshot
    this.caller = caller
  }

  /** The subject of a question that names none. */
  get self(): Subject {
    return actingAs(this.caller, this.snapshot)
  }

  mayAskAbout(subject: Subject): boolean {
    const { caller } = this
    if (caller.kind === 'operator' || caller.subject === subject) return true
    if (!caller.scopes.has('check')) return false
    return (isService(caller.subject) && isAccount(subject)) || this.#readsPermissions()
  }

  /** Whether the caller may ask about anyone, and so learns why something is denied and whether it exists. */
  get isInsider(): boolean {
    const { caller } = this
    if (caller.kind === 'operator') return true
    return caller.scopes.has('check') && (isService(caller.subject) || this.#readsPermissions())
  }

  #readsPermissions(): boolean {
    this.#mayReadPermissions ??= allowed(this.snapshot, this.caller, ORG, ASK_ABOUT_ANYONE)
    return this.#mayReadPermissions
  }
}

const isService = (subject: Subject): boolean => subject.startsWith('service:')
const isAccount = (subject: Subject): boolean => subject.startsWith('user:') || isService(subject)

/**
 * The contract between the rooms that change an organisation and the door that commits: the request, the draft and the answer.
 * `src/replica` implements it.
 */
import type { Authorship, Change, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import type { RulesView } from './rules-view.ts'

/**
 * The one door through which an organisation changes. It hands the newest rules to `draft`, commits what comes back as the
 * next revision, and drafts again when another writer was first: `draft` may run several times and must have no effect.
 * Rules that have ended are not among those that it hands over.
 * What the draft answers is the answer of the call: after the commit nothing is read that could fail.
 */
export interface Commit {
  <A>(org: OrgId, by: ChangeRequest, draft: Drafting<Answering<A>>): Promise<Answered<A>>
  (org: OrgId, by: ChangeRequest, draft: Drafting<Draft>): Promise<Changed>
}

/** Creates an organisation at revision 1. @throws Problem already_exists */
export type CommitFirst = (org: OrgId, by: ChangeRequest, draft: Draft) => Promise<Committed>

export interface ChangeRequest extends Authorship {
  /** From If-Match: the change must be made on exactly this revision. @throws Problem revision_mismatch */
  readonly expected?: Revision
  /** Compute and answer, change nothing. */
  readonly dryRun?: boolean
  readonly receipt?: Change['receipt']
  /**
   * The draft reads records and the rules that it is given, and nothing else of the store: it may be made on a change of rules
   * that is on its way to the disk. What it answers is answered once both are there.
   */
  readonly ahead?: true
  /**
   * What the change gives was promised before, by an invitation, an identity provider or the settings, or is only tried out: it is not asked
   * how far whoever makes it reaches.
   */
  readonly promised?: true
  /** The change removes what has ended. Every other change waits until that is done. */
  readonly ending?: true
  /**
   * Asked on the very rules that the change is computed from, before it is: a caller who lost the right since the request
   * came in changes nothing. @throws Problem when the change may not be made
   */
  readonly guard?: (view: RulesView) => void | Promise<void>
}

/** Rules have ended that are still stored: they are removed first. The door of all changes does, and tries again. */
export class RulesEnded extends Error {
  override readonly name = 'RulesEnded'
}

export type Drafting<D> = (view: RulesView) => D | Promise<D>

/**
 * What is to change. Nothing at all (no rules, no records) commits nothing and answers the present revision. A draft that makes
 * what it is about names it as its `target`.
 */
export type Draft = Partial<Pick<Change, 'adds' | 'removes' | 'records' | 'narrows' | 'parts' | 'target'>>

/** A draft with what the caller is answered once it holds: the records as it makes them. */
export type Answering<A> = Draft & { readonly answer: A }

export interface Committed {
  readonly revision: Revision
  readonly token: string
  /** False when a narrowing change could not be seen through on every replica in time. It holds all the same. */
  readonly propagated: boolean
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly dryRun: boolean
}

export interface Changed extends Committed {
  /** The rules as this very change leaves them, or would in a dry run: in memory, and no later writer's. */
  readonly after: RulesView
}

export interface Answered<A> extends Changed {
  readonly answer: A
}

/**
 * One organisation's policy at one revision: an immutable value that answers every question about it without waiting.
 * It neither reads a store nor knows when it is out of date: who holds it decides that.
 */

import type { RulesView } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import type { ChangeRecord } from '../model/change.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page } from '../model/page.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import { accessTo, viaOf } from './access.ts'
import { advanceFacts } from './advance.ts'
import { type Answer, answer, answerAll, type Question } from './answer.ts'
import { orDenied } from './bounds.ts'
import { Draft } from './draft.ts'
import type { Facts } from './facts.ts'
import { type CheckRequest, Judge } from './judge.ts'
import { memoOf } from './memo.ts'
import { listResources, listSubjects, type ResourceQuery, type SubjectQuery } from './search.ts'
import type { CompiledSet } from './set.ts'
import { rulesView } from './view.ts'

export type { Answer, Question } from './answer.ts'
export type { Explanation } from './explain.ts'
export type { CheckRequest } from './judge.ts'
export type { ResourceQuery, SubjectQuery } from './search.ts'

export interface Snapshot extends RulesView {
  /** One decision, by Casbin's own `enforceSync`. Never throws: what cannot be decided is denied. */
  check(request: CheckRequest): boolean
  /** One question of a caller, with as much of the reason as it asks for and may know. */
  answer(question: Question): Answer
  /** The same answers for many, in order and in turns with other work; equal shapes are put to Casbin once. */
  answerAll(questions: readonly Question[]): Promise<Answer[]>
  /** The highest level whose action the subject may, or `none`. */
  level(subject: Subject, resource: Resource): string
  /** Every action of the catalogue that the subject may, in the catalogue's order. */
  actions(subject: Subject, resource: Resource): readonly string[]
  /** Registered resources of a type on which the subject may do one of the actions, in byte order; `next` is the last one. */
  resources(query: ResourceQuery): Promise<Page<Resource>>
  /** Subjects of a type with any rule of their own that may do the action, in byte order; `next` is the last one. */
  subjects(query: SubjectQuery): Promise<Page<Subject>>
  /** Each way by which a rule gives the subject something on the resource, as in `access`; a rule may still deny it. */
  via(subject: Subject, resource: Resource): readonly (readonly string[])[]
  /**
   * The snapshot after a change of rules. The organisation's record stays as it is.
   * @throws RangeError when the change is not of this organisation's next revision
   * @throws BadRule when a rule does not fit the model
   */
  advance(change: ChangeRecord): Snapshot
  /** The same rules with another record of the organisation (name, settings, deletion). */
  withOrganisation(organisation: Organisation): Snapshot
  /** Approximate memory, for the budget of whoever keeps it. */
  readonly bytes: number
}

/** Names and shapes cost about this much each: the text, its place in the list and in the index. */
const NAME_BYTES = 124
/** A memo has room for as much as a part of the rules takes; it is counted whether or not it is used. */
const MEMO_BYTES = 8_192
const MEMO_SHARE = 4

const bytesOf = (facts: Facts): { rules: number; memo: number } => {
  const texts = facts.names.size + 2 * facts.shapes.size
  let rules = 4096 + texts * NAME_BYTES + facts.byObject.bytes + facts.bySubject.bytes
  for (const { up, down } of facts.links.values()) rules += up.bytes + down.bytes
  rules += (facts.ordered?.length ?? 0) * 72
  return { rules, memo: MEMO_BYTES + Math.min(1_048_576, Math.ceil(rules / MEMO_SHARE)) }
}

const snapshotOf = (facts: Facts, organisation: Organisation, revision: number): Snapshot => {
  const judge = new Judge(facts, organisation)
  const { catalogue } = facts.set
  const bytes = bytesOf(facts)
  const newMemo = () => memoOf(judge, bytes.memo)
  const memo = newMemo()
  const strongestFirst = Object.entries(catalogue.levels).reverse()
  const may = memo
    ? (subject: Subject, action: string, resource: Resource) =>
        orDenied(() => memo.may(subject, action, resource))
    : (subject: Subject, action: string, resource: Resource) => judge.check({ subject, action, resource })
  const source = { judge, memo: newMemo, may }
  const level = (subject: Subject, resource: Resource): string =>
    strongestFirst.find(([, action]) => may(subject, action, resource))?.[0] ?? NONE
  const anyAction = (subject: Subject, resource: Resource): boolean =>
    [...catalogue.actions].some(action => may(subject, action, resource))
  return {
    organisation,
    revision,
    catalogue,
    ...rulesView(judge),
    check: request => judge.check(request),
    answer: question => answer(judge, question, request => judge.judge(request)),
    answerAll: questions =>
      answerAll(
        judge,
        questions,
        memo
          ? ({ subject, action, resource }) => memo.may(subject, action, resource)
          : request => judge.judge(request),
      ),
    level,
    actions: (subject, resource) => [...catalogue.actions].filter(action => may(subject, action, resource)),
    resources: query => listResources(source, query),
    subjects: query => listSubjects(source, query),
    access: (resource, page) =>
      accessTo(judge, { level, mayAny: subject => anyAction(subject, resource) }, resource, page),
    via: (subject, resource) => viaOf(judge, subject, resource),
    advance: change => {
      if (change.org !== organisation.id || change.revision !== revision + 1)
        throw new RangeError(`revision ${change.revision} does not follow ${revision} of ${organisation.id}`)
      return snapshotOf(advanceFacts(facts, change.adds, change.removes), organisation, change.revision)
    },
    withOrganisation: changed => snapshotOf(facts, changed, revision),
    bytes: bytes.rules + bytes.memo,
  }
}

/**
 * Builds the snapshot of what a store read. The set must be the one that the organisation uses.
 * @throws BadRule when a stored rule does not fit the model: nothing may be decided on such a store
 */
export const loadSnapshot = async (set: CompiledSet, from: PolicySnapshot): Promise<Snapshot> => {
  const draft = new Draft(set, from.organisation.id)
  for await (const rules of from.rules) for (const rule of rules) draft.add(rule)
  return snapshotOf(draft.build(), from.organisation, from.revision)
}

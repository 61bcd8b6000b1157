/**
 * One organisation's policy at one revision: an immutable value that answers every question about it without waiting. It reads no
 * store and does not know when it is out of date: its holder decides that.
 */

import type { AccessPage, RulesView } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import type { ChangeRecord } from '../model/change.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page } from '../model/page.ts'
import type { Rule } from '../model/rule.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import { accessTo, viaOf } from './access.ts'
import { advanceFacts, type ChangedRules } from './advance.ts'
import {
  type Answer,
  type AnswerStep,
  answer,
  answerAll,
  answerEach,
  type Batch,
  type Question,
} from './answer.ts'
import { unlessTooMuch } from './bounds.ts'
import { type Conditional, type ConditionQuery, conditionByRules } from './condition/by-rules.ts'
import { decidingOver } from './deciding.ts'
import type { Both } from './effects/both.ts'
import { type EffectBlock, effectBlocks } from './effects/effects.ts'
import { type Effects, effectsBetween } from './effects/sum.ts'
import { type Reason, reasonOf } from './explain.ts'
import type { Facts } from './facts.ts'
import { FactsBuilder } from './facts-builder.ts'
import { factsAfter, factsBeside, type Held, heldBy, heldNow, isSmall, NEVER } from './held.ts'
import { Judge } from './judge.ts'
import { setsFor } from './memo.ts'
import type { CheckRequest } from './question.ts'
import {
  listRegistered,
  listResources,
  listSubjects,
  type May,
  type RegisteredQuery,
  type ResourceQuery,
  type Said,
  type SubjectQuery,
} from './search.ts'
import type { CompiledSet } from './set.ts'
import { isOver, nextTurn } from './turns.ts'
import { rulesView } from './view.ts'
import { onlyGives } from './widening.ts'

export type { Answer, Question } from './answer.ts'
export type { Condition } from './condition/condition.ts'
export type { EffectBlock } from './effects/effects.ts'
export type { EffectRow, Effects } from './effects/sum.ts'
export type { Explanation } from './explain.ts'
export type { CheckRequest } from './question.ts'
export type { ResourceQuery, SubjectQuery } from './search.ts'

/** What is asked of a change to go on from one revision to the next. */
export type NextChange = Pick<ChangeRecord, 'org' | 'revision' | 'adds' | 'removes'>

export interface Snapshot extends RulesView {
  /** One decision, by Casbin's own `enforceSync`. Never throws: what cannot be decided is denied. */
  check(request: CheckRequest): boolean
  /** One question of a caller, with as much of the reason as it asks for and may know. */
  answer(question: Question): Answer
  /** The rule behind the answer to this very question, where it was the last one asked: naming it costs no further decision. */
  decidedBy(question: CheckRequest): Rule | undefined
  /** The same answers for many, in order and in turns with other work; equal shapes are put to Casbin once. */
  answerAll(questions: readonly Question[]): Promise<Answer[]>
  /** The same for questions that are read, and answers that are printed, one by one: a step for each. */
  answerEach(batch: Batch, step: AnswerStep): Promise<void>
  /** Why a question was denied, by a rule or without one. */
  whyDenied(question: CheckRequest, by: 'deny' | 'no_rule'): Reason
  /** The highest level whose action the subject may, or `none`. */
  level(subject: Subject, resource: Resource): string
  /** Every action of the catalogue that the subject may, in the catalogue's order. */
  actions(subject: Subject, resource: Resource, said?: Said): readonly string[]
  /**
   * Registered resources of a type on which the subject may do one of the actions, in byte order. `next` is the last one on the
   * page.
   */
  resources(query: ResourceQuery): Promise<Page<Resource>>
  /** The same for one action, as a condition on the resources, or why it cannot be said as one. */
  condition(query: ConditionQuery): Promise<Conditional>
  /** Registered resources of a type, in byte order, whoever may see them. */
  registered(query: RegisteredQuery): Promise<Page<Resource>>
  /** Subjects of a type with any rule of their own that may do the action, in byte order; `next` is the last one. */
  subjects(query: SubjectQuery): Promise<Page<Subject>>
  /** Each way by which a rule gives the subject something on the resource, as in `access`; a rule may still deny it. */
  via(subject: Subject, resource: Resource): readonly (readonly string[])[]
  /**
   * The snapshot after a change of rules. The organisation's record stays as it is.
   * @throws RangeError when the change is not of this organisation's next revision
   * @throws BadRule when a rule does not fit the model; TooLarge when the engine cannot hold that much
   */
  advance(change: NextChange): Promise<Snapshot>
  /** The same at once; undefined when it takes longer than that. @throws as `advance` */
  advanceNow(change: NextChange): Snapshot | undefined
  /** Whether the change that led here from `before` can only have given access. @throws RangeError for another's snapshot */
  onlyGives(before: Snapshot, change: ChangedRules): boolean
  /** The first moment at which one of its rules ends, in milliseconds since 1970; infinite when none does. */
  readonly endsAt: number
  /** How many of its rules end by a moment. */
  endingBy(moment: number): number
  /** The snapshot of the same revision at a later moment, without the rules that have ended by then. */
  endedBy(at: number): Promise<Snapshot>
  /** The same at once; undefined when it takes longer than that. */
  endedByNow(at: number): Snapshot | undefined
  /** The snapshot of another revision, as it was stored, from what turns these rules into those. This one learns no name by it. */
  beside(revision: number, change: ChangedRules): Promise<Snapshot>
  /** The same rules with another record of the organisation (name, settings, deletion). */
  withOrganisation(organisation: Organisation): Snapshot
  /** Whether it decides by this very set, and not by another version of it. */
  decidesBy(set: CompiledSet): boolean
  /** Approximate memory, for a memory budget. */
  readonly bytes: number
}

/** The approximate cost of a name or shape: the text, its place in the list and in the index. */
const NAME_BYTES = 124
/** The approximate cost of the end of a rule. */
const END_BYTES = 700
/** A memo's size is bounded by a part of the memory of the rules. It is counted even while it is empty. */
const MEMO_BYTES = 8_192
const MEMO_SHARE = 4

const bytesOf = (facts: Facts): { rules: number; memo: number } => {
  const texts = facts.names.size + 2 * facts.shapes.size
  let rules = 4096 + texts * NAME_BYTES + facts.byObject.bytes + facts.bySubject.bytes
  for (const { up, down } of facts.links.values()) rules += up.bytes + down.bytes
  rules += (facts.ordered?.length ?? 0) * 72 + facts.ends.size * END_BYTES
  return { rules, memo: MEMO_BYTES + Math.min(1_048_576, Math.ceil(rules / MEMO_SHARE)) }
}

/** What stands behind each snapshot, for a comparison of two. */
const judges = new WeakMap<Snapshot, Judge>()

const judgesOf = (before: Snapshot, after: Snapshot): Both<Judge> => {
  const [one, other] = [judges.get(before), judges.get(after)]
  if (!one || !other) throw new RangeError('not a snapshot of the engine')
  return [one, other]
}

/** Who gains and who loses what between two policies of one organisation, block by block. @throws TooMuchWork */
export const differingBlocks = (before: Snapshot, after: Snapshot): AsyncGenerator<EffectBlock> =>
  effectBlocks(judgesOf(before, after))

/** The same summed up. @param most how often kinds of accounts may meet kinds of resources @throws TooMuchWork */
export const effectsOf = (before: Snapshot, after: Snapshot, most?: number): Promise<Effects> =>
  effectsBetween(judgesOf(before, after), most)

/** The answers of one judge, many of them remembered. */
const answersOf = (judge: Judge) => {
  const { catalogue } = judge.facts.set
  const { memo: room } = bytesOf(judge.facts)
  const { judged, remembered, latest, named } = decidingOver(judge, room)
  const may: May = (subject, action, resource, said) =>
    unlessTooMuch(() => remembered({ subject, action, resource, ...said }) === 'allow', false)
  const strongestFirst = Object.entries(catalogue.levels).reverse()
  const level = (subject: Subject, resource: Resource): string =>
    strongestFirst.find(([, action]) => may(subject, action, resource))?.[0] ?? NONE
  const actions = (subject: Subject, resource: Resource, said?: Said): string[] =>
    [...catalogue.actions].filter(action => may(subject, action, resource, said))
  const source = { judge, decide: remembered, named, sets: () => setsFor(judge, room), may }
  return {
    check: (request: CheckRequest) => unlessTooMuch(() => judged(request) === 'allow', false),
    answer: (question: Question) => answer(judge, question, judged),
    decidedBy: latest,
    answerAll: (questions: readonly Question[]) => answerAll(source, questions),
    answerEach: (batch: Batch, step: AnswerStep) => answerEach(source, batch, step),
    whyDenied: (question: CheckRequest, by: 'deny' | 'no_rule') => reasonOf(judge, question, by),
    level,
    actions,
    resources: (query: ResourceQuery) => listResources(source, query),
    condition: (query: ConditionQuery) => conditionByRules(source, query),
    registered: (query: RegisteredQuery) => listRegistered(source, query),
    subjects: (query: SubjectQuery) => listSubjects(source, query),
    access: (resource: Resource, page: AccessPage) =>
      accessTo(judge, { level, mayAny: subject => actions(subject, resource).length > 0 }, resource, page),
    via: (subject: Subject, resource: Resource) => viaOf(judge, subject, resource),
  }
}

const snapshotOf = (held: Held, organisation: Organisation, revision: number): Snapshot => {
  const { stored, facts, ended, at } = held
  const judge = new Judge(facts, organisation)
  const bytes = bytesOf(facts)
  const requireNext = (change: NextChange): void => {
    if (change.org !== organisation.id || change.revision !== revision + 1)
      throw new RangeError(`revision ${change.revision} does not follow ${revision} of ${organisation.id}`)
  }
  const snapshot: Snapshot = {
    organisation,
    revision,
    ...rulesView(judge),
    ...answersOf(judge),
    supposing: async change =>
      snapshotOf(await heldBy(await factsAfter(stored, change), at), organisation, revision),
    advance: async change => {
      requireNext(change)
      return snapshotOf(await heldBy(await factsAfter(stored, change), at), organisation, change.revision)
    },
    advanceNow: change => {
      requireNext(change)
      const next = isSmall(change) ? advanceFacts(stored, change) : undefined
      const after = next && heldNow(next, at)
      return after && snapshotOf(after, organisation, change.revision)
    },
    onlyGives: (before, change) => {
      const [earlier] = judgesOf(before, snapshot)
      return onlyGives({ before: earlier, after: judge }, change)
    },
    endsAt: facts.ends.next,
    endingBy: moment => facts.ends.count(moment),
    ended,
    endedBy: async later => snapshotOf(await heldBy(stored, Math.max(at, later)), organisation, revision),
    endedByNow: later => {
      const after = heldNow(stored, Math.max(at, later))
      return after && snapshotOf(after, organisation, revision)
    },
    beside: async (to, change) =>
      snapshotOf(await heldBy(await factsBeside(stored, change), NEVER), organisation, to),
    withOrganisation: changed => snapshotOf(held, changed, revision),
    decidesBy: set => facts.set === set,
    bytes: bytes.rules + bytes.memo,
  }
  judges.set(snapshot, judge)
  return snapshot
}

/**
 * Builds the snapshot of what a store read. The set must be the one that the organisation uses.
 * @param at without the rules that have ended by this moment; with all of them when absent
 * @throws BadRule when a stored rule does not fit the model: nothing may be decided on such a store
 */
export const loadSnapshot = async (set: CompiledSet, from: PolicySnapshot, at = NEVER): Promise<Snapshot> => {
  const builder = new FactsBuilder(set, from.organisation.id)
  for await (const rules of from.rules)
    for (const rule of rules) {
      builder.add(rule)
      if (isOver()) await nextTurn()
    }
  return snapshotOf(await heldBy(await builder.build(), at), from.organisation, from.revision)
}

/**
 * Casbin's answers by the shape of the question, for callers with many questions: which shapes of rules were found, which
 * of the matcher's marks the subject and the resource have, which action. Casbin gives each answer the first time.
 * Only for sets whose plan has marks: there nothing else decides. A memo lives as long as one snapshot.
 */
import type { Resource, Subject } from '../model/id.ts'
import type { Fields } from './casbin/decider.ts'
import type { Judge } from './judge.ts'
import type { Mark } from './matcher/alike.ts'
import type { Plan } from './matcher/plan.ts'
import { UNKNOWN } from './names.ts'
import { ShapeSets } from './shape-sets.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** Checks some remembered answers again, and records whether they were right. */
export interface Shadow {
  /** One in this many remembered answers. */
  readonly every: number
  readonly compared: (agreed: boolean) => void
}

// An organisation with more shapes than this has rules for single actions: few answers would be used twice.
const MAX_SHAPES = 256

/** About 16 bytes of memory. */
const CELL_BYTES = 16

/** What is remembered of an answer, in one number: the verdict, and above it the shape of the rule that Casbin named. */
const VERDICTS = ['allow', 'deny', 'no_rule'] as const
const remembered = (verdict: Verdict, shape: number): number =>
  (shape + 1) * VERDICTS.length + VERDICTS.indexOf(verdict)
const verdictIn = (answer: number): Verdict => VERDICTS[answer % VERDICTS.length] as Verdict
const shapeIn = (answer: number): number => Math.floor(answer / VERDICTS.length) - 1

/** A memo for the snapshot; undefined when it has too many different shapes of rules for a memo to help. */
export const memoOf = (judge: Judge, bytes: number): Memo | undefined => {
  const { marks } = judge.facts.set.plan
  return marks && hasFewShapes(judge) ? new Memo(judge, marks, Math.ceil(bytes / CELL_BYTES)) : undefined
}

const hasFewShapes = ({ facts }: Judge): boolean => facts.shapes.size <= MAX_SHAPES

/** Sets of shapes for one list; undefined when there are too many shapes for that to help. */
export const setsFor = (judge: Judge, bytes: number): ShapeSets | undefined =>
  hasFewShapes(judge) ? new ShapeSets(Math.ceil(bytes / CELL_BYTES)) : undefined

/** Which of the marks the name has, as bits. */
export const marked = (judge: Judge, marks: readonly Mark[], name: string): number => {
  let bits = 0
  for (let i = 0; i < marks.length; i++) {
    const mark = marks[i] as Mark
    if (name === mark.name || judge.reaches(mark.graph, name, mark.name)) bits += 2 ** i
  }
  return bits
}

export class Memo {
  readonly #judge: Judge
  readonly #marks: NonNullable<Plan['marks']>
  readonly #actions: ReadonlyMap<string, number>
  readonly #shadow: Shadow | undefined
  readonly #room: number
  #sets: ShapeSets
  #answers: Map<number, number>[] = []
  #remembered = 0
  #last = remembered('no_rule', UNKNOWN)
  #subject = ''
  #resource = ''
  #set = 0
  #bits = 0
  #known = false

  /** @param room how many cells the memo may hold; when it is full, it forgets */
  constructor(judge: Judge, marks: NonNullable<Plan['marks']>, room: number) {
    this.#judge = judge
    this.#marks = marks
    this.#room = room
    this.#sets = new ShapeSets(room)
    this.#actions = new Map([...judge.facts.set.catalogue.actions].map((action, index) => [action, index]))
    this.#shadow = judge.facts.set.shadow
  }

  /** The same as the judge's `verdict`. */
  verdict(subject: Subject, action: string, resource: Resource): Verdict {
    if (subject !== this.#subject || resource !== this.#resource) this.#turnTo(subject, resource)
    const verdict = this.#answer({ set: this.#set, bits: this.#bits, subject, action, resource })
    return this.#known ? verdict : 'no_rule'
  }

  /** What names the rule behind the verdict given last: one by which alone Casbin would decide so. */
  named(): () => Fields | undefined {
    const [subject, resource] = [this.#subject, this.#resource]
    const [verdict, shape] = [verdictIn(this.#last), shapeIn(this.#last)]
    if (!this.#known || shape === UNKNOWN) return () => undefined
    return () => {
      let found: Fields | undefined
      this.#judge.eachCandidate(subject, resource, (by, on, each) => {
        // As Casbin names them: the first that denies, the last that allows.
        if (each !== shape || (found && verdict === 'deny')) return
        found = this.#judge.fieldsOf(by, on, each)
      })
      return found
    }
  }

  #turnTo(subject: Subject, resource: Resource): void {
    this.#subject = '\0'
    if (this.#sets.full) this.#forget()
    this.#known = this.#judge.isKnown(resource)
    this.#bits = this.bitsOf(subject, resource)
    let set = 0
    this.#judge.eachCandidate(subject, resource, (_by, _on, shape) => {
      set = this.#sets.add(set, shape)
    })
    this.#set = set
    this.#subject = subject
    this.#resource = resource
  }

  #forget(): void {
    this.#sets = new ShapeSets(this.#room)
    this.#answers = []
  }

  /** The marks as bits, the resource's above the subject's. */
  bitsOf(subject: string, resource: string): number {
    const { subject: ofSubject, object: ofObject } = this.#marks
    return (
      marked(this.#judge, ofSubject, subject) +
      marked(this.#judge, ofObject, resource) * 2 ** ofSubject.length
    )
  }

  /** How the matching rules decide; the resource is taken to exist. Asks Casbin when no such question came before. */
  #answer(question: {
    readonly set: number
    readonly bits: number
    readonly subject: Subject
    readonly action: string
    readonly resource: Resource
  }): Verdict {
    const { set, bits, subject, action, resource } = question
    const index = this.#actions.get(action)
    this.#last = remembered('no_rule', UNKNOWN)
    if (index === undefined) return 'no_rule'
    const key = bits * this.#actions.size + index
    const answers = this.#answers[set]
    const known = answers?.get(key)
    if (known !== undefined && !this.#isSampled()) {
      this.#last = known
      return verdictIn(known)
    }
    const decided = this.#judge.decide({ subject, action, resource })
    const verdict = verdictOf(decided)
    if (known !== undefined) this.#shadow?.compared(verdictIn(known) === verdict)
    this.#sets.spend(answers ? 4 : 12)
    this.#last = remembered(verdict, this.#shapeOf(decided.rule))
    if (answers) answers.set(key, this.#last)
    else this.#answers[set] = new Map([[key, this.#last]])
    return verdict
  }

  #shapeOf(rule: Fields | undefined): number {
    const { set, shapes } = this.#judge.facts
    return rule === undefined ? UNKNOWN : shapes.idOf(set.layout.partsOf(['p', ...rule]).shape)
  }

  #isSampled(): boolean {
    if (!this.#shadow) return false
    this.#remembered += 1
    return this.#remembered % this.#shadow.every === 0
  }
}

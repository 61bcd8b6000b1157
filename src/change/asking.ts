import { ORG, type Resource, type Subject } from '../model/id.ts'
import type { RulesView } from './rules-view.ts'

/** So many questions are put to Casbin between two looks at the clock. Under a policy set that scans its rules each may take milliseconds. */
const AT_ONCE = 4
/** The most questions of one kind that one change is worth: beyond it, only an administrator makes it. */
const MOST = 20_000

/** Puts questions to Casbin one after the other, in turns with other work. */
export class Asking {
  readonly #view: RulesView
  #asked = 0

  constructor(view: RulesView) {
    this.#view = view
  }

  /** Whether there were as many questions as may be. */
  get isSpent(): boolean {
    return this.#asked >= MOST
  }

  /** What is said of everything that could not be asked any more. */
  get rest(): string {
    return `more than ${MOST} questions can tell`
  }

  async may(who: Subject, action: string, resource: Resource): Promise<boolean> {
    const { turns } = this.#view
    this.#asked += 1
    if (this.#asked % AT_ONCE === 0 && turns.isOver()) await turns.nextTurn()
    return this.#view.check({ subject: who, action, resource })
  }

  /** Whether they may give everybody every level on it. Nobody is granted a level on the organisation itself. */
  async mayGive(who: Subject, operation: string, resource: Resource): Promise<boolean> {
    const action = this.#view.catalogue.operations[operation]
    return resource !== ORG && action !== undefined && this.may(who, action, resource)
  }
}

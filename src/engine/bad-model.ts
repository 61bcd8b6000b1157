import type { Rule } from '../model/rule.ts'

/** A policy set that cannot be used: its model or a baseline rule would not decide what it seems to say. */
export class BadModel extends Error {
  override readonly name = 'BadModel'
  /** The line of model.conf, from 1; absent when it is about the rules. */
  readonly line: number | undefined
  /** What else is wrong with the same model. */
  readonly others: readonly BadModel[]

  constructor(message: string, line?: number, others: readonly BadModel[] = []) {
    super(line === undefined ? message : `model.conf:${line}: ${message}`)
    this.line = line
    this.others = others
  }
}

const bare = ({ message }: BadModel): string => message.replace(/^model\.conf:\d+: /, '')

/**
 * Does nothing without mistakes.
 * @param line where those are that do not say it
 * @throws BadModel the first of them, with the others
 */
export const refuseModel = (mistakes: readonly BadModel[], line?: number): void => {
  const [first, ...others] = mistakes.map(each =>
    each.line === undefined && line !== undefined ? new BadModel(each.message, line) : each,
  )
  if (first) throw new BadModel(bare(first), first.line, others)
}

/** A stored or new rule that does not fit the model: nothing may be decided on it. */
export class BadRule extends Error {
  override readonly name = 'BadRule'
  readonly rule: Rule

  constructor(message: string, rule: Rule) {
    super(`${message}: ${JSON.stringify(rule)}`)
    this.rule = rule
  }
}

import type { Rule } from '../model/rule.ts'

/** A policy set that cannot be used: its model or a baseline rule would not decide what it seems to say. */
export class BadModel extends Error {
  override readonly name = 'BadModel'
  /** The line of model.conf, from 1; absent when it is about the rules. */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(line === undefined ? message : `model.conf:${line}: ${message}`)
    this.line = line
  }
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

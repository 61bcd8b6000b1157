import { createHash } from 'node:crypto'
import type { OrgId } from '../../../src/model/id.ts'
import { type Rule, ruleKey } from '../../../src/model/rule.ts'
import type { RuleDocument } from '../schema/collections.ts'

/** Where and when a rule is added. */
export interface Place {
  readonly org: OrgId
  readonly since: number
  readonly nth: number
}

/** A rule as it is stored. @throws TypeError for anything but well-formed strings: nothing else can be read back as it was */
export const documentOf = (rule: Rule, { org, since, nth }: Place): RuleDocument => {
  const [ptype, ...fields] = rule
  const document: Record<string, string | number> = { org, ptype, k: keyOf(rule), since, nth, until: 0 }
  for (const [i, field] of fields.entries()) document[`v${i}`] = field
  return document as unknown as RuleDocument
}

/** The rule that a document holds: its fields as they are, however many, empty ones included. */
export const ruleOf = (document: Pick<RuleDocument, 'ptype' | `v${number}`>): Rule => {
  const fields: string[] = []
  for (let i = 0; ; i += 1) {
    const field = document[`v${i}`]
    if (typeof field !== 'string') return [document.ptype, ...fields]
    fields.push(field)
  }
}

/** What is unique in an organisation among the rules that hold. */
export const keyOf = (rule: Rule): string => {
  for (const field of rule) {
    if (typeof field !== 'string' || !field.isWellFormed())
      throw new TypeError('a rule is made of well-formed strings')
  }
  return createHash('sha256').update(ruleKey(rule)).digest('base64url')
}

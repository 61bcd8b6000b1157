/**
 * Lines that are read the same without a reader of CSV, which takes ten times as long and makes an object for each field: rules as the
 * service prints them, and as most people write them.
 */
import type { Rule } from '../model/rule.ts'
import { type Block, linesIn } from './rule-blocks.ts'

const PLAIN = /^(?:[\w.:*@%~/+-]+(?:, ?[\w.:*@%~/+-]+)*(?:\r?\n|$))+$/

export const isPlain = (text: string): boolean => PLAIN.test(text)

/** The rules of a block that is plain, one a line. */
export const plainRules = ({ text, before }: Block) => {
  const rules: { rule: Rule; line: number; text: string }[] = []
  for (const line of linesIn(text)) {
    const written = line.trimEnd()
    const [section = '', ...fields] = written.split(/, ?/)
    rules.push({ rule: [section, ...fields], line: before + rules.length + 1, text: written })
  }
  return rules
}

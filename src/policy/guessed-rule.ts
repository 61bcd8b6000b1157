import type { Rule } from '../model/rule.ts'
import { type Block, MAX_RULE_BYTES } from './rule-blocks.ts'

/** What a line that cannot be read was probably meant to say: its fields without quotes, up to a `#`. */
export const guessOf = ({ text, before }: Block): { rule: Rule; line: number; text: string } => {
  const [line = ''] = text.replace(/^\ufeff/, '').split('\n')
  const [section = '', ...fields] = line
    .slice(0, MAX_RULE_BYTES)
    .replace(/#.*/, '')
    .split(',')
    .map(field => field.replaceAll('"', '').trim())
  return { rule: [section, ...fields], line: before + 1, text: line }
}

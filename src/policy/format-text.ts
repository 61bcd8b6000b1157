/** Policy texts in one form, so that a difference in review is a difference in meaning. */
import { endOfRule, linesIn } from './rule-blocks.ts'
import { printRule, readRules } from './rules-text.ts'
import { RULES, type SetTexts } from './set.ts'

/** Unix line ends, no byte order mark, one line end at the end. */
const plain = (text: string): string => {
  const lines = text
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd()
  return lines === '' ? '' : `${lines}\n`
}

/**
 * Rules as `printRule` writes them, with their comments and their order. Several empty lines become one. The text reads as the same
 * rules as before.
 * @throws PolicyRefused naming every line that cannot be read
 */
export const formatRules = (text: string, file = RULES): string => {
  const rules = new Map(readRules(text, file).map(({ rule, line }) => [line, rule]))
  const lines = [...linesIn(text.replace(/^\ufeff/, ''))]
  const printed: string[] = []
  for (let at = 0; at < lines.length; ) {
    const rule = rules.get(at + 1)
    const line = (lines[at] ?? '').trim()
    if (rule) printed.push(printRule(rule))
    else if (line !== '' || printed.at(-1) !== '') printed.push(line)
    at = rule ? endOfRule(lines, at) : at + 1
  }
  return plain(printed.join('\n').replace(/^\n+/, ''))
}

/** Every file of a set in its one form. @throws PolicyRefused */
export const formatSet = (texts: SetTexts): SetTexts =>
  Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [file, file === RULES ? formatRules(text) : plain(text)]),
  )

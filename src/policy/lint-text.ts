import { type Finding, MAX_FINDINGS } from './finding.ts'
import type { SetTexts } from './set.ts'

/** Characters that a reviewer does not see, or sees as a plain space: among them those that turn the order of a line round. */
const INVISIBLE = /(?![\t\n\r ])[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/gu

const WORD = /[\p{L}\p{M}\p{N}_.:-]+/gu

/** Alphabets with letters that look like those of others. */
const ALPHABETS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u]

const isMixed = (word: string): boolean => ALPHABETS.filter(alphabet => alphabet.test(word)).length > 1

/** `U+200B` */
const numbered = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function* inLine(text: string): Generator<Pick<Finding, 'code' | 'message'> & { column: number }> {
  for (const { 0: character, index } of text.matchAll(INVISIBLE))
    yield {
      code: 'invisible-character',
      column: index + 1,
      message: `${numbered(character)} cannot be seen here`,
    }
  // In a comment, words of two alphabets are a matter of language.
  if (/^\s*#/.test(text)) return
  for (const { 0: word, index } of text.matchAll(WORD))
    if (isMixed(word))
      yield {
        code: 'look-alike',
        column: index + 1,
        message: `"${word}" mixes letters of two alphabets: ${[...word].map(numbered).slice(0, 12).join(' ')}`,
      }
}

/** Characters by which a text is not what it seems to be. */
export function suspiciousCharacters(texts: SetTexts): readonly Finding[] {
  const findings: Finding[] = []
  for (const [file, text] of Object.entries(texts))
    for (const [index, line] of text
      .replace(/^\ufeff/, '')
      .split('\n')
      .entries())
      for (const found of inLine(line)) {
        if (findings.length >= MAX_FINDINGS) return findings
        findings.push({ ...found, file, line: index + 1 })
      }
  return findings
}

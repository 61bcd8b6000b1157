import type { z } from 'zod'
import { counted } from './counted.ts'
import { didYouMean } from './nearest.ts'

type Raw = z.core.$ZodRawIssue
type Issue = z.core.$ZodIssue

/** What these words say of a value that is not there. */
export const MISSING = 'is missing'

const WANTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  date: 'a time',
}

const wanted = (expected: string): string => WANTED[expected] ?? expected

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a number with a fraction'
  return wanted(typeof value)
}

const sizeOf = (origin: string, bound: string, size: unknown): string => {
  if (origin === 'string') return `have ${bound} ${counted(Number(size), 'character')}`
  return origin === 'array' || origin === 'set' || origin === 'record'
    ? `have ${bound} ${counted(Number(size), 'entry', 'entries')}`
    : `be ${bound} ${size}`
}

/** As much of a text as is repeated to whoever wrote it. */
const MOST_SHOWN = 64

/** What was written: a text is cut; what has parts is named by its kind, for nobody knows what it does when it is made a text. */
const shownOf = (input: unknown): string => {
  if (typeof input === 'string')
    return `"${input.length > MOST_SHOWN ? `${input.slice(0, MOST_SHOWN)}...` : input}"`
  return typeof input === 'object' ? kindOf(input) : `"${String(input)}"`
}

const oneOfWords = (values: readonly unknown[], input: unknown): string => {
  const known = values.map(String)
  const meant = typeof input === 'string' ? didYouMean(input, known) : ''
  return `must be ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}, not ${shownOf(input)}${meant === '' ? '' : `.${meant}`}`
}

/** Of forms that are told apart by one key, when it names none of them. */
const tagWords = ({
  discriminator,
  options,
  input,
}: Extract<Raw, { code: 'invalid_union' }>): string | undefined => {
  if (discriminator === undefined || !Array.isArray(options)) return undefined
  const tag = (input as Readonly<Record<string, unknown>>)[discriminator]
  return tag === undefined ? MISSING : oneOfWords(options, tag)
}

/** Each way in which the value may be written; of one that nearly fits, what is wrong with it. */
const unionWords = (errors: readonly (readonly Issue[])[]): string => {
  const deepest = errors.find(issues => issues.some(({ path }) => path.length > 0))?.[0]
  if (deepest) return `${deepest.path.map(String).join('.')} ${deepest.message}`
  const kinds = errors.flatMap(([issue]) =>
    issue?.code === 'invalid_type' ? [wanted(String(issue.expected))] : [],
  )
  return kinds.length === 0
    ? 'has none of the forms that it may have'
    : `must be ${[...new Set(kinds)].join(' or ')}`
}

const FORMATS: Readonly<Record<string, string>> = {
  regex: 'is not of the form that is wanted here',
  datetime: 'is no time: one is written like 2026-12-24T18:00:00Z',
  date: 'is no date: one is written like 2026-12-24',
  email: 'is no e-mail address',
  url: 'is no URL',
  json_string: 'is no JSON',
}

const formatWords = (issue: Extract<Raw, { code: 'invalid_format' }>): string => {
  const { format } = issue
  if (format === 'starts_with') return `must begin with "${issue.prefix}"`
  return Object.hasOwn(FORMATS, format) ? (FORMATS[format] ?? '') : 'is not of the form that is wanted here'
}

/** What is wrong with a value, in words for the person who wrote it; they follow the name of the value. */
const formWords = (issue: Raw): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? MISSING
        : `must be ${wanted(String(issue.expected))}, not ${kindOf(issue.input)}`
    case 'too_small':
      return Number(issue.minimum) === 1 && issue.origin !== 'number'
        ? 'must not be empty'
        : `must ${sizeOf(issue.origin, 'at least', issue.minimum)}`
    case 'too_big':
      return `must ${sizeOf(issue.origin, 'at most', issue.maximum)}`
    case 'invalid_value':
      return oneOfWords(issue.values, issue.input)
    case 'invalid_format':
      return formatWords(issue)
    case 'invalid_key':
      return `no such key: it ${issue.issues.map(({ message }) => message).join(', ')}`
    case 'invalid_union':
      return tagWords(issue) ?? unionWords(issue.errors)
    default:
      return undefined
  }
}

/** For a schema's `safeParse`: what is wrong is said in these words. */
export const IN_WORDS = Object.freeze({ error: formWords })

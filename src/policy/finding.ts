import { join } from 'node:path'
import { Problem } from '../model/problems.ts'
import type { FindingCode } from './finding-codes.ts'

/** Something to say about a place in a policy file, in words for the person who wrote it. */
export interface Finding {
  readonly code: FindingCode
  readonly file: string
  /** Counted from 1; absent when the whole file is meant. */
  readonly line?: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column?: number
  readonly message: string
}

/** `policy.csv:12:5`, as editors and CI logs understand it. */
export const place = ({ file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>): string =>
  [file, line, line === undefined ? undefined : column].filter(part => part !== undefined).join(':')

/** Reading a text stops after so many mistakes. */
export const MAX_FINDINGS = 1_000

/** The most findings that one refusal lists: the rest would only be scrolled past. */
const LISTED = 50

/** The most characters of a sentence in it: one that repeats what was written may be as long as a rule. */
const MAX_SENTENCE = 300

const shortened = (text: string): string =>
  text.length <= MAX_SENTENCE ? text : `${text.slice(0, MAX_SENTENCE)}...`

/** A policy text that cannot be used, with all that is wrong with it. */
export class PolicyRefused extends Problem {
  readonly findings: readonly Finding[]

  constructor(first: Finding, findings: readonly Finding[]) {
    const others = findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''
    super('invalid_policy', `${place(first)}: ${shortened(first.message)}${others}`, {
      errors: findings
        .slice(0, LISTED)
        .map(finding => ({ path: place(finding), message: shortened(finding.message) })),
    })
    this.findings = findings
  }
}

/**
 * Does nothing without findings.
 * @throws PolicyRefused invalid_policy listing the first 50, by file, line and column
 */
export const refuse = (findings: readonly Finding[]): void => {
  const [first] = findings
  if (first !== undefined) throw new PolicyRefused(first, findings)
}

/** What a step makes; undefined when it refuses, its findings then being added to the others. */
export const attempt = <T>(findings: Finding[], step: () => T): T | undefined => {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error
    for (const finding of error.findings) findings.push(finding)
    return undefined
  }
}

/** A refusal of a set's files, said of those files in their folder. */
export const inFolder = <T>(folder: string, step: () => T): T => {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error
    const findings = error.findings.map(each => ({ ...each, file: join(folder, each.file) }))
    throw new PolicyRefused(findings[0] as Finding, findings)
  }
}

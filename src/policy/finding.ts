import { Problem } from '../model/problems.ts'

/** Something to say about a place in a policy file, in words for the person who wrote it. */
export interface Finding {
  readonly file: string
  /** Counted from 1; absent when the whole file is meant. */
  readonly line?: number
  readonly message: string
}

/** `policy.csv:12`, as editors and CI logs understand it. */
export const place = ({ file, line }: Finding): string => (line === undefined ? file : `${file}:${line}`)

/** The most findings that one refusal lists: the rest would only be scrolled past. */
const LISTED = 50

/**
 * Does nothing without findings.
 * @throws Problem invalid_policy listing the first 50, by file and line
 */
export const refuse = (findings: readonly Finding[]): void => {
  const [first] = findings
  if (first === undefined) return
  const others = findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''
  throw new Problem('invalid_policy', `${place(first)}: ${first.message}${others}`, {
    errors: findings.slice(0, LISTED).map(finding => ({ path: place(finding), message: finding.message })),
  })
}

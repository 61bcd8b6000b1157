/**
 * Decisions as a store keeps them: those of one organisation and one minute together, as rows of JSON, with a directory of what they
 * name. A store writes a block at once and keeps no index of single decisions: that would cost as much as deciding does. Who looks for
 * one reads directories, and of the blocks that name it the rows.
 */
import type { Decision } from './decision.ts'
import type { OrgId } from './id.ts'
import { type Rule, ruleKey } from './rule.ts'
import { freshInOrder } from './unique.ts'

/** A block without its rows. */
export interface BlockHead {
  readonly id: string
  /** When its oldest and its newest decision were made. */
  readonly since: Date
  readonly until: Date
  /** See {@link mayName}. */
  readonly directory: Uint8Array
}

export interface DecisionBlock extends BlockHead {
  readonly org: OrgId
  readonly size: number
  /** JSON: a list of {@link Row}. */
  readonly rows: string
}

/** The most decisions of a block: reading one holds the thread for about a millisecond. */
export const MAX_OF_BLOCK = 500
/** All decisions of a block are of one minute. */
export const BLOCK_MS = 60_000

/** A decision in its block: its values without their names, and nothing of what is not there. */
export type Row = readonly [
  at: number,
  subject: string,
  action: string,
  resource: string,
  allowed: boolean,
  revision: number,
  asked_by: string,
  request_id: string,
  reason: string | null,
  rule: Rule | null,
  sample: number | null,
]

/** What a decision is looked for by, as the directory has it. */
export const NAMED = {
  subject: (subject: string) => `s ${subject}`,
  resource: (resource: string) => `r ${resource}`,
  action: (action: string) => `a ${action}`,
  rule: (rule: Rule) => `u ${ruleKey(rule)}`,
  allowed: (allowed: boolean) => `o ${allowed}`,
} as const

const WORD = 4

/** FNV-1a: numbers that differ where texts do, nearly always. What is found by them is looked at. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** The numbers of what is named, each once and in order. */
const directoryOf = (names: Iterable<string>): Uint8Array => {
  const hashes = new Uint32Array([...new Set(Array.from(names, hashOf))]).sort()
  const bytes = new Uint8Array(hashes.length * WORD)
  const view = new DataView(bytes.buffer)
  for (const [at, hash] of hashes.entries()) view.setUint32(at * WORD, hash, true)
  return bytes
}

/** A name to look for, worked out once. */
export type Sought = number & { readonly sought: unique symbol }
export const soughtOf = (name: string): Sought => hashOf(name) as Sought

/** Whether a block may name it. Blocks of older versions have no directory, and may name anything. */
export const mayName = ({ buffer, byteOffset, byteLength }: Uint8Array, sought: Sought): boolean => {
  if (byteLength === 0) return true
  const view = new DataView(buffer, byteOffset, byteLength)
  let [low, high] = [0, byteLength / WORD]
  while (low < high) {
    const middle = (low + high) >>> 1
    const hash = view.getUint32(middle * WORD, true)
    if (hash === sought) return true
    if (hash < sought) low = middle + 1
    else high = middle
  }
  return false
}

const rowOf = (decision: Decision): Row => [
  decision.at.getTime(),
  decision.subject,
  decision.action,
  decision.resource,
  decision.allowed,
  decision.revision,
  decision.asked_by,
  decision.request_id,
  decision.reason ?? null,
  decision.rule ?? null,
  decision.sample ?? null,
]

const addNames = (names: Set<string>, { subject, action, resource, allowed, rule }: Decision): void => {
  names.add(NAMED.subject(subject))
  names.add(NAMED.resource(resource))
  names.add(NAMED.action(action))
  names.add(NAMED.allowed(allowed))
  if (rule) names.add(NAMED.rule(rule))
}

const blockOf = (org: OrgId, decisions: readonly Decision[]): DecisionBlock => {
  const names = new Set<string>()
  let [since, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const decision of decisions) {
    const at = decision.at.getTime()
    since = Math.min(since, at)
    until = Math.max(until, at)
    addNames(names, decision)
  }
  return {
    id: freshInOrder(),
    org,
    since: new Date(since),
    until: new Date(until),
    size: decisions.length,
    directory: directoryOf(names),
    rows: JSON.stringify(decisions.map(rowOf)),
  }
}

/** Decisions of any organisations as blocks. */
export const blocksOf = (decisions: readonly Decision[]): readonly DecisionBlock[] => {
  const blocks: DecisionBlock[] = []
  for (const [org, own] of Map.groupBy(decisions, decision => decision.org))
    for (const [, some] of Map.groupBy(own, ({ at }) => Math.floor(at.getTime() / BLOCK_MS)))
      for (let from = 0; from < some.length; from += MAX_OF_BLOCK)
        blocks.push(blockOf(org, some.slice(from, from + MAX_OF_BLOCK)))
  return blocks
}

/** The decision of a row. */
export const decisionOf = (org: OrgId, row: Row): Decision => {
  const [at, subject, action, resource, allowed, revision, asked_by, request_id, reason, rule, sample] = row
  return {
    org,
    at: new Date(at),
    subject,
    action,
    resource,
    allowed,
    ...(reason === null ? {} : { reason }),
    ...(rule === null ? {} : { rule }),
    ...(sample === null ? {} : { sample }),
    revision,
    asked_by,
    request_id,
  }
}

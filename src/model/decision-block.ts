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

/** A name to look for: as the directory has it. */
export type Sought = number & { readonly sought: unique symbol }

/** FNV-1a: numbers that differ where texts do, nearly always. What is found by them is looked at. */
const hashOf = (kind: number, text: string): Sought => {
  let hash = Math.imul(0x811c9dc5 ^ kind, 0x01000193)
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0) as Sought
}

/** What a decision is looked for by. */
export const NAMED = {
  subject: (subject: string) => hashOf(1, subject),
  resource: (resource: string) => hashOf(2, resource),
  action: (action: string) => hashOf(3, action),
  rule: (rule: Rule) => hashOf(4, ruleKey(rule)),
  allowed: (allowed: boolean) => hashOf(5, allowed ? 'true' : 'false'),
} as const

/** The most names of a decision. */
const NAMES = Object.keys(NAMED).length
const WORD = 4

/** The numbers of what is named, each once and in order. */
const directoryOf = (names: Uint32Array): Uint8Array => {
  names.sort()
  const bytes = new Uint8Array(names.length * WORD)
  const view = new DataView(bytes.buffer)
  let size = 0
  for (let i = 0; i < names.length; i++) {
    if (i > 0 && names[i] === names[i - 1]) continue
    view.setUint32(size, names[i] as number, true)
    size += WORD
  }
  return bytes.slice(0, size)
}

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

const blockOf = (org: OrgId, decisions: readonly Decision[]): DecisionBlock => {
  const names = new Uint32Array(decisions.length * NAMES)
  let named = 0
  let [since, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { at, subject, action, resource, allowed, rule } of decisions) {
    since = Math.min(since, at.getTime())
    until = Math.max(until, at.getTime())
    names[named++] = NAMED.subject(subject)
    names[named++] = NAMED.resource(resource)
    names[named++] = NAMED.action(action)
    names[named++] = NAMED.allowed(allowed)
    if (rule) names[named++] = NAMED.rule(rule)
  }
  return {
    id: freshInOrder(),
    org,
    since: new Date(since),
    until: new Date(until),
    size: decisions.length,
    directory: directoryOf(names.subarray(0, named)),
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

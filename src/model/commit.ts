import { type AuditEvent, type Effect, eventIdOf } from './audit.ts'
import type { Change, ChangePart, ChangeRecord, RecordWrite, Revision } from './change.ts'
import { effectsOf } from './effects.ts'
import type { OrgId } from './id.ts'
import { type Rule, ruleKey } from './rule.ts'

/** The kind of record that a write is about. */
export const touchedBy = (write: RecordWrite): string => ('put' in write ? write.put : write.drop)

/** A change as it is kept and followed, once the store knows its revision and time. */
export const changeRecord = (
  org: OrgId,
  change: Change,
  made: { readonly revision: Revision; readonly at: Date },
): ChangeRecord => ({
  ...authorship(change),
  ...made,
  org,
  adds: change.adds,
  removes: change.removes,
  narrows: change.narrows,
  touched: [...new Set(change.records.map(touchedBy))],
})

/** The lines that a change leaves in the audit trail: one, or one for each of the operations that it is made of. */
export const changeEvents = (record: ChangeRecord, change: Change): readonly AuditEvent[] =>
  (change.parts ?? [change]).map((part, nth) => ({
    ...authorship({ ...record, operation: part.operation, target: part.target }),
    id: eventIdOf(record, nth),
    org: record.org,
    at: record.at,
    outcome: 'done',
    revision: record.revision,
    adds: part.adds.length,
    removes: part.removes.length,
    ...from(change),
    ...told(change, part),
  }))

/** The most effects that one line lists. */
const MAX_EFFECTS = 100

/** What a change or a part of one did, as far as a line holds it. */
export const listedEffects = (
  part: Parameters<typeof effectsOf>[0],
): Required<Pick<AuditEvent, 'effects'>> & Pick<AuditEvent, 'more_effects'> => listed(effectsOf(part))

const listed = (effects: readonly Effect[]) => ({
  effects: effects.slice(0, MAX_EFFECTS),
  ...(effects.length > MAX_EFFECTS ? { more_effects: effects.length - MAX_EFFECTS } : {}),
})

const told = (
  change: Change,
  part: ChangePart,
): Pick<AuditEvent, 'effects' | 'more_effects' | 'subjects'> => {
  const effects = effectsOf(part)
  const touched = effects.flatMap(({ subject }) => subject ?? [])
  return {
    ...listed(effects),
    subjects: [...new Set([change.actor, part.target, ...(change.about ?? []), ...touched])],
  }
}

/** By which credential, from which address. */
const from = ({ credential, address }: Pick<Change, 'credential' | 'address'>) => ({
  ...(credential === undefined ? {} : { credential }),
  ...(address === undefined ? {} : { address }),
})

/**
 * The net effect of consecutive changes: a rule that was added and then removed, or the reverse, cancels out. To go back in time,
 * swap the two lists.
 */
export const netChange = async (
  records: AsyncIterable<Pick<ChangeRecord, 'adds' | 'removes'>>,
): Promise<{ adds: readonly Rule[]; removes: readonly Rule[] }> => {
  const adds = new Map<string, Rule>()
  const removes = new Map<string, Rule>()
  for await (const record of records) {
    for (const rule of record.removes) cancel(ruleKey(rule), rule, adds, removes)
    for (const rule of record.adds) cancel(ruleKey(rule), rule, removes, adds)
  }
  return { adds: [...adds.values()], removes: [...removes.values()] }
}

const cancel = (key: string, rule: Rule, against: Map<string, Rule>, otherwise: Map<string, Rule>): void => {
  if (!against.delete(key)) otherwise.set(key, rule)
}

const authorship = ({ actor, operation, target, reason, request_id }: Change | ChangeRecord) => ({
  actor,
  operation,
  target,
  ...(reason === undefined ? {} : { reason }),
  ...(request_id === undefined ? {} : { request_id }),
})

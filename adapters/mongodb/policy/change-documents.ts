import type { ChangeRecord } from '../../../src/model/change.ts'
import type { Rule } from '../../../src/model/rule.ts'
import { beginning, changeKey, changePartKey } from '../records/keys.ts'
import type { ChangeDocument, ChangePartDocument, Collections } from '../schema/collections.ts'

/** No document grows with its change: what is beyond this goes into parts. */
const MAX_BYTES = 1_000_000
const MAX_RULES = 5_000

type Rules = { adds: Rule[]; removes: Rule[] }

/** A change record as documents: one that is watched, and the parts that a large one needs beside it. */
export const changeDocuments = (
  record: ChangeRecord,
  change: string,
): { document: ChangeDocument; parts: ChangePartDocument[] } => {
  const _id = changeKey(record.org, record.revision)
  const [first = { adds: [], removes: [] }, ...rest] = portions(record)
  const parts = rest.map((rules, i) => ({ ...rules, _id: changePartKey(_id, i) }))
  return { document: { ...record, ...first, _id, change, parts: parts.length }, parts }
}

const portions = ({ adds, removes }: ChangeRecord): Rules[] => {
  const all: Rules[] = []
  let room = { bytes: 0, rules: 0 }
  const put = (rule: Rule, side: keyof Rules) => {
    const bytes = rule.reduce((sum, field) => sum + Buffer.byteLength(field) + 16, 16)
    if (room.bytes < bytes || room.rules === 0) {
      all.push({ adds: [], removes: [] })
      room = { bytes: MAX_BYTES, rules: MAX_RULES }
    }
    all.at(-1)?.[side].push(rule)
    room.bytes -= bytes
    room.rules -= 1
  }
  for (const rule of adds) put(rule, 'adds')
  for (const rule of removes) put(rule, 'removes')
  return all
}

/** The change record of a document, its parts read when it has any. */
export const changeOf = async (
  from: Pick<Collections, 'change_parts'>,
  document: ChangeDocument,
): Promise<ChangeRecord> => {
  const { _id, change: _change, parts, adds, removes, ...record } = document
  const whole = { adds: [...adds], removes: [...removes] }
  if (parts > 0) {
    const rest = await from.change_parts
      .find({ _id: beginning(`${_id}/`) })
      .sort({ _id: 1 })
      .toArray()
    // The parts are written with the change: fewer of them is damage, and half a change must never be applied.
    if (rest.length !== parts) throw new Error(`change ${_id} has ${rest.length} of its ${parts} parts`)
    for (const part of rest) {
      for (const rule of part.adds) whole.adds.push(rule)
      for (const rule of part.removes) whole.removes.push(rule)
    }
  }
  return { ...record, ...whole, org: record.org } as unknown as ChangeRecord
}

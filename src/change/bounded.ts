import { Problem } from '../model/problems.ts'
import { type BoundedKind, records } from '../model/records.ts'

/** Asked before a record of the kind is added. @throws Problem change_too_large when the organisation has as many as it may */
export const requireRoom = (kind: BoundedKind, present: readonly unknown[]): void => {
  const { bound, table } = records[kind]
  if (present.length < bound) return
  throw new Problem('change_too_large', `an organisation has at most ${bound} ${table.replaceAll('_', ' ')}`)
}

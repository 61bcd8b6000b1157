import type { Revision } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'

/** `_id` of an organisation's record. An organisation's id has no slash, so nothing is read in two ways. */
export const recordKey = (org: OrgId, id: string): string => `${org}/${id}`

/** `_id` of a record under another record. The length keeps `a/` + `b` apart from `a` + `/b`. */
export const partKey = (org: OrgId, of: string, id: string): string => `${under(org, of)}${id}`

/** What every `_id` of {@link partKey} under that record begins with. */
export const under = (org: OrgId, of: string): string => `${org}/${of.length}:${of}/`

/** Everything that begins with `prefix`, which ends in an ASCII character: up to the one after it. */
export const beginning = (prefix: string, after?: string) => ({
  ...(after === undefined ? { $gte: prefix } : { $gt: after }),
  $lt: prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1),
})

/** `_id` of a change: in byte order it is in revision order. */
export const changeKey = (org: OrgId, revision: Revision): string =>
  `${org}/${revision.toString(36).padStart(11, '0')}`

/** `_id` of a further part of a change. */
export const changePartKey = (change: string, part: number): string =>
  `${change}/${part.toString().padStart(5, '0')}`

import { z } from 'zod'
import type { Revision } from './change.ts'
import type { OrgId } from './id.ts'

/** How fresh an answer must be. `at_least_as_fresh` carries the token of a write or an earlier answer. */
export const ConsistencyMode = z.union([
  z.enum(['minimize_latency', 'fully_consistent']),
  z.strictObject({ at_least_as_fresh: z.string().min(1).max(512) }),
])
export type ConsistencyMode = z.infer<typeof ConsistencyMode>

/** The content of a token: the store, the organisation, the revision. Opaque to callers. */
export interface Position {
  readonly store: string
  readonly org: OrgId
  readonly revision: Revision
}

/** A position as an opaque, URL-safe text. */
export const printToken = ({ store, org, revision }: Position): string =>
  Buffer.from(`1.${store}.${org}.${revision.toString(36)}`).toString('base64url')

/** The inverse of {@link printToken}; undefined for anything that it did not print. */
export const parseToken = (token: string): Position | undefined => {
  const text = Buffer.from(token, 'base64url').toString()
  const match = /^1\.([A-Za-z0-9-]{1,64})\.([a-z0-9-]{1,63})\.([0-9a-z]{1,10})$/.exec(text)
  if (!match?.[1] || !match[2] || !match[3]) return undefined
  const position = { store: match[1], org: match[2] as OrgId, revision: Number.parseInt(match[3], 36) }
  return printToken(position) === token ? position : undefined
}

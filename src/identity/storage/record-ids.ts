import { createHash, randomBytes } from 'node:crypto'
import type { OidcKind } from '../../ports/oidc-store.ts'

/** Kinds whose ids are no secrets: they stand in URLs of ours, or are looked up by others by name. */
const OPEN: ReadonlySet<OidcKind> = new Set(['Grant', 'Interaction', 'Client'])

/**
 * Ids of sessions, codes and tokens are what a thief would use, so the store holds their hashes only. A record that
 * was found by something else than its id gets a handle in place of the id: good within this process only and never stored, so
 * that a hash read out of the store can never be presented as if it were the secret.
 */
export const createRecordIds = () => {
  const mark = `${randomBytes(24).toString('base64url')}.`
  return {
    /** The id under which the store keeps what the library calls `id`. */
    stored: (kind: OidcKind, id: string): string => {
      if (OPEN.has(kind)) return id
      if (id.startsWith(mark)) return id.slice(mark.length)
      return createHash('sha256').update(`${kind}:${id}`).digest('base64url')
    },
    /** What the library may call a record whose secret id is not known. */
    handle: (kind: OidcKind, stored: string): string => (OPEN.has(kind) ? stored : mark + stored),
  }
}
export type RecordIds = ReturnType<typeof createRecordIds>

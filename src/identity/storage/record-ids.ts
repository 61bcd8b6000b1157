import { createHash, randomBytes } from 'node:crypto'
import type { OidcKind } from '../../ports/oidc-store.ts'

/** Kinds whose ids are not secret: they appear in our URLs, or admins use them. */
const OPEN: ReadonlySet<OidcKind> = new Set(['Grant', 'Interaction', 'Client'])

/**
 * The ids of sessions, codes and tokens are secrets, so the store holds their hashes. A record found by another field has no
 * known id; the library gets a handle instead. A handle works in this process only and is never stored, so nobody can
 * present a hash from the store as if it were the secret.
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
    /** The handle for a record whose secret id is unknown. */
    handle: (kind: OidcKind, stored: string): string => (OPEN.has(kind) ? stored : mark + stored),
  }
}
export type RecordIds = ReturnType<typeof createRecordIds>

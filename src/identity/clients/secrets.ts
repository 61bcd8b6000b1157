import { randomBytes } from 'node:crypto'
import type { ClientSecret } from '../../model/client.ts'
import { hashOfCredential } from '../../model/credential.ts'
import { Problem } from '../../model/problems.ts'

/** A new secret: the text for its owner, once, and what is kept of it. */
export const freshSecret = (now: Date): { text: string; secret: ClientSecret } => {
  const text = `kasbah_client_${randomBytes(32).toString('base64url')}`
  return { text, secret: { hash: hashOfCredential(text), hint: text.slice(0, 18), created_at: now } }
}

/** Secrets of one client that work. Each is compared at every sign-in of the client. */
const MOST_SECRETS = 5

/**
 * Adds the newest secret. Earlier ones work until `until`; expired ones are dropped, and all where that is now.
 * @throws Problem change_too_large when too many of them still work
 */
export const withNewest = (
  secrets: readonly ClientSecret[],
  newest: ClientSecret,
  until: Date,
): readonly ClientSecret[] => {
  const earlier = secrets
    .map(secret => ({
      ...secret,
      expires_at: secret.expires_at && secret.expires_at < until ? secret.expires_at : until,
    }))
    .filter(({ expires_at }) => expires_at > newest.created_at)
  if (earlier.length >= MOST_SECRETS)
    throw new Problem(
      'change_too_large',
      `${MOST_SECRETS} secrets of this client still work: wait until one has ended, or end them now with overlap_seconds 0`,
    )
  return [newest, ...earlier]
}

import { randomBytes } from 'node:crypto'
import type { ClientSecret } from '../../model/client.ts'
import { hashOfCredential } from '../../model/credential.ts'

/** A new secret: the text for its owner, once, and what is kept of it. */
export const freshSecret = (now: Date): { text: string; secret: ClientSecret } => {
  const text = `kasbah_client_${randomBytes(32).toString('base64url')}`
  return { text, secret: { hash: hashOfCredential(text), hint: text.slice(0, 18), created_at: now } }
}

/** Adds the newest secret. Earlier ones work until `until`; expired ones are dropped. */
export const withNewest = (
  secrets: readonly ClientSecret[],
  newest: ClientSecret,
  until: Date,
): readonly ClientSecret[] => [
  newest,
  ...secrets
    .filter(({ expires_at }) => expires_at === undefined || expires_at > newest.created_at)
    .map(secret => ({
      ...secret,
      expires_at: secret.expires_at && secret.expires_at < until ? secret.expires_at : until,
    })),
]

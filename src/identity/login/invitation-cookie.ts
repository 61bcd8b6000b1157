import type { IncomingMessage } from 'node:http'

/** While a person signs in to accept an invitation, their browser keeps its token here, where no script and no other site reads it. */
const LIFE = 900

const nameOf = (publicUrl: URL): string =>
  publicUrl.protocol === 'https:' ? '__Host-kasbah_invitation' : 'kasbah_invitation'

export const readInvitation = ({ headers }: IncomingMessage, publicUrl: URL): string | undefined => {
  const name = `${nameOf(publicUrl)}=`
  const found = (headers.cookie ?? '').split('; ').find(pair => pair.startsWith(name))
  const token = found?.slice(name.length)
  return token === undefined || token === '' ? undefined : token
}

/** A `Set-Cookie` that keeps the token; without one, it forgets. The token must be one of ours: it is written as it is. */
export const writeInvitation = (publicUrl: URL, token = ''): string =>
  [
    `${nameOf(publicUrl)}=${/^[A-Za-z0-9_-]*$/.test(token) ? token : ''}`,
    'Path=/; HttpOnly; SameSite=Lax',
    `Max-Age=${token === '' ? 0 : LIFE}`,
    ...(publicUrl.protocol === 'https:' ? ['Secure'] : []),
  ].join('; ')

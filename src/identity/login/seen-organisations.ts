/**
 * The organisations that this browser has shown an account of, so that a person of several finds the way to each. An account of one knows nothing
 * of the others, so nobody else could tell. Kept in the browser until it is closed, sealed against being made up.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type OrgId, OrgRef } from '../../model/id.ts'

/** The last so many. */
const MOST = 10

export interface SeenParts {
  readonly publicUrl: URL
  /** What cookies are signed with; the first is the newest. */
  secrets(): readonly string[]
}

const nameOf = (publicUrl: URL): string =>
  publicUrl.protocol === 'https:' ? '__Host-kasbah_seen' : 'kasbah_seen'

const signature = (text: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(`seen organisations ${text}`).digest()

/** Notes that an account of `org` is shown, and answers the others; with no `org` it forgets all of them. */
export const createSeenOrganisations =
  ({ publicUrl, secrets }: SeenParts) =>
  async (req: IncomingMessage, res: ServerResponse, org?: OrgId): Promise<readonly OrgId[]> => {
    const others = org === undefined ? [] : read(req, publicUrl, secrets()).filter(each => each !== org)
    const text = [...(org === undefined ? [] : [org]), ...others].slice(0, MOST).join('.')
    const sealed = signature(text, secrets()[0] ?? '').toString('base64url')
    res.appendHeader('set-cookie', cookie(publicUrl, org === undefined ? '' : `${text}~${sealed}`))
    return others
  }

const read = ({ headers }: IncomingMessage, publicUrl: URL, secrets: readonly string[]): readonly OrgId[] => {
  const name = `${nameOf(publicUrl)}=`
  const found = (headers.cookie ?? '').split('; ').find(pair => pair.startsWith(name))
  const [text = '', sealed = ''] = (found ?? '').slice(name.length, 2_000).split('~')
  const given = Buffer.from(sealed, 'base64url')
  const isOurs = secrets.some(secret => {
    const own = signature(text, secret)
    return given.length === own.length && timingSafeEqual(given, own)
  })
  return isOurs ? text.split('.').flatMap(each => OrgRef.safeParse(each).data ?? []) : []
}

const cookie = (publicUrl: URL, value: string): string =>
  [
    `${nameOf(publicUrl)}=${value}`,
    'Path=/; HttpOnly; SameSite=Lax',
    ...(value === '' ? ['Max-Age=0'] : []),
    ...(publicUrl.protocol === 'https:' ? ['Secure'] : []),
  ].join('; ')

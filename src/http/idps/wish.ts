import type { ZodError } from 'zod'
import type { IdpWish } from '../../bridge/idp-admin.ts'
import { type Idp, isDraft } from '../../model/idp.ts'
import { Problem } from '../../model/problems.ts'
import { SamlSettings } from '../../model/saml-settings.ts'
import type { Rooms } from '../rooms.ts'
import type { IdpBody } from './forms.ts'

/** What a body wishes for, its metadata read. @param known what it replaces @throws Problem malformed, metadata_unusable */
export const wishOf = async (
  { bridge }: Pick<Rooms, 'bridge'>,
  body: IdpBody,
  known?: Idp,
): Promise<IdpWish> => {
  if (body.protocol === 'oidc') {
    const { protocol, settings, secrets, ...terms } = body
    return { ...terms, connection: { protocol, settings }, secrets: present(secrets) }
  }
  const { protocol, settings, metadata: xml, metadata_url: url, metadata_certificates, ...terms } = body
  const before = known && !isDraft(known.connection) ? known.connection : undefined
  const taken = await bridge.metadataOf(
    { xml, url, certificates: metadata_certificates, settings: present(settings) },
    before?.protocol === 'saml' ? before : undefined,
  )
  const kept = taken.source?.kept
  const given = Object.entries(settings).filter(
    ([name]) => !kept || !(name in taken.metadata) || kept.some(one => one === name),
  )
  const parsed = SamlSettings.safeParse({ ...taken.metadata, ...Object.fromEntries(given) })
  if (!parsed.success) throw new Problem('malformed', undefined, { errors: places(parsed.error) })
  const { source } = taken
  return { ...terms, connection: { protocol, settings: parsed.data, ...(source && { source }) }, secrets: {} }
}

/** Without what is absent. */
const present = <T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ''),
  ) as never

const places = (error: ZodError) =>
  error.issues.map(({ path, message }) => ({ path: ['settings', ...path].join('.'), message }))

import type { ZodError } from 'zod'
import type { IdpWish } from '../../bridge/idp-admin.ts'
import type { MetadataTaken } from '../../bridge/saml-metadata.ts'
import { type Idp, isDraft, type SamlConnection } from '../../model/idp.ts'
import { Problem } from '../../model/problems.ts'
import { SamlSettings } from '../../model/saml-settings.ts'
import type { Rooms } from '../rooms.ts'
import type { IdpBody } from './forms.ts'

/**
 * What a body wishes for, its metadata read, given what it replaces: that is looked at in the change itself.
 * @param known what it replaces as it is now
 */
export const wishOf = async (
  { bridge }: Pick<Rooms, 'bridge'>,
  body: IdpBody,
  known?: Idp,
): Promise<WishFor> => {
  if (body.protocol === 'oidc') {
    const { protocol, settings, secrets, ...terms } = body
    return () => ({ ...terms, connection: { protocol, settings }, secrets: present(secrets) })
  }
  const { metadata: xml, metadata_url: url, metadata_certificates: certificates, settings } = body
  const read = await bridge.metadataOf({ xml, url, certificates, settings: present(settings) }, samlOf(known))
  return replaced => samlWish(body, read(samlOf(replaced)))
}

/** @throws Problem malformed, metadata_unusable */
export type WishFor = (known?: Idp) => IdpWish

const samlOf = (idp: Idp | undefined): SamlConnection | undefined =>
  idp && !isDraft(idp.connection) && idp.connection.protocol === 'saml' ? idp.connection : undefined

const samlWish = (body: Extract<IdpBody, { protocol: 'saml' }>, taken: MetadataTaken): IdpWish => {
  const { protocol, settings, metadata: _, metadata_url: __, metadata_certificates: ___, ...terms } = body
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

import { type ZodError, z } from 'zod'
import type { IdpWish } from '../../bridge/idp-admin.ts'
import { SamlSettings } from '../../model/idp.ts'
import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'
import type { IdpBody } from './forms.ts'

/** What a body wishes for, its metadata read. @throws Problem malformed, metadata_unusable */
export const wishOf = async ({ bridge }: Pick<Rooms, 'bridge'>, body: IdpBody): Promise<IdpWish> => {
  if (body.protocol === 'oidc') {
    const { protocol, settings, secrets, ...terms } = body
    return { ...terms, connection: { protocol, settings }, secrets: present(secrets) }
  }
  const { protocol, settings, metadata, metadata_url, ...terms } = body
  const understood = metadata_url === undefined ? {} : await bridge.metadataAt(metadata_url)
  const given = metadata === undefined ? understood : await bridge.metadataIn(metadata)
  const parsed = SamlSettings.safeParse({ ...given, ...settings })
  if (!parsed.success) throw new Problem('malformed', undefined, { errors: places(parsed.error) })
  return { ...terms, connection: { protocol, settings: parsed.data }, secrets: {} }
}

const present = (secrets: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  z
    .record(z.string(), z.string())
    .parse(Object.fromEntries(Object.entries(secrets).filter(([, text]) => text)))

const places = (error: ZodError) =>
  error.issues.map(({ path, message }) => ({ path: ['settings', ...path].join('.'), message }))

/**
 * Reads the metadata of SAML IdPs again: their keys and addresses change there first. A reading that fails changes nothing, and is
 * seen: in the API, the connection test and a metric. What became of each is kept beside the sign-ins, for it is no change of an
 * organisation; new settings are one.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ChangeRequest, Commit } from '../change/commit.ts'
import type { OrgId } from '../model/id.ts'
import { type Idp, isDraft, type SamlConnection } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import { type MetadataSource, type SamlSettings, STATED_SETTINGS } from '../model/saml-settings.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import type { SamlMetadata, SamlMetadataRead, SamlProtocol } from '../ports/idp-protocol.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { statedOf } from './saml-metadata.ts'

export interface MetadataReadingParts {
  readonly records: RecordStore
  readonly oidc: OidcStore
  readonly commit: Commit
  readonly protocols: { readonly saml: Pick<SamlProtocol, 'read' | 'readAgain'> }
  now(): Date
}

const HOUR = 60 * 60 * 1000
/** However often or seldom the metadata asks to be read. */
const SOONEST = HOUR
const LATEST = 24 * HOUR
/** A reading that failed again and again is tried less often: nobody's slow address keeps the others waiting. */
const MOST_HOURS = 6
const REMEMBERED = 400 * 24 * HOUR

const State = z.object({
  url: z.string(),
  read_at: z.coerce.date().optional(),
  tried_at: z.coerce.date(),
  next_at: z.coerce.date(),
  valid_until: z.coerce.date().optional(),
  /** Of the document that the settings were read from, and when these were written, in milliseconds. */
  etag: z.string().optional(),
  settings_at: z.number().optional(),
  cache_ms: z.number().optional(),
  fault: z.string().optional(),
  /** How many tries in a row have failed. */
  faults: z.number().optional(),
})
export type MetadataState = z.infer<typeof State>

const keyOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

/** Where the IdP's metadata is; undefined where it was pasted, or typed in. */
export const sourceOf = ({ connection }: Idp): MetadataSource | undefined =>
  isDraft(connection) || connection.protocol === 'oidc' ? undefined : connection.source

export const createMetadataReadings = (parts: MetadataReadingParts) => {
  const { oidc, now } = parts

  /** What became of the last reading; undefined before the first, and for another address. */
  const state = async (org: OrgId, idp: Idp): Promise<MetadataState | undefined> => {
    const source = sourceOf(idp)
    const found = source && (await oidc.find('MetadataReading', keyOf(org, idp.id)))
    const read = State.safeParse(found?.payload)
    return read.success && read.data.url === source?.url ? read.data : undefined
  }
  const remember = async (org: OrgId, id: string, next: MetadataState): Promise<MetadataState> => {
    const payload = JSON.parse(JSON.stringify(next)) as Record<string, unknown>
    const expires_at = new Date(now().getTime() + REMEMBERED)
    await oidc.upsert({ kind: 'MetadataReading', id: keyOf(org, id), payload, expires_at })
    return next
  }

  /** Reads it now. @throws Problem not_found for one without an address of its metadata */
  const read = async (
    org: OrgId,
    idp: Idp,
    by: ChangeRequest,
    signal?: AbortSignal,
  ): Promise<MetadataState> => {
    const { connection } = idp
    if (isDraft(connection) || connection.protocol === 'oidc' || !connection.source)
      throw new Problem('not_found', 'it has no metadata_url')
    const { source } = connection
    const tried_at = now()
    const before = await state(org, idp)
    try {
      const fresh = await freshState(parts, { org, idp, connection, by, at: tried_at, before, signal })
      return remember(org, idp.id, fresh)
    } catch (error) {
      // Whoever may not change it, a store that is away, a service that stops: none of them is the metadata's fault.
      if (error instanceof Problem || error instanceof StoreUnavailable || signal?.aborted) throw error
      const faults = (before?.faults ?? 0) + 1
      const next_at = new Date(tried_at.getTime() + SOONEST * Math.min(faults, MOST_HOURS))
      return remember(org, idp.id, {
        ...(before ?? { url: source.url }),
        tried_at,
        next_at,
        fault: faultOf(error),
        faults,
      })
    }
  }

  return {
    state,
    read,

    /** Reads it if it is time to, and no other process does. */
    async readIfDue(org: OrgId, idp: Idp, signal?: AbortSignal): Promise<MetadataState | undefined> {
      if (!sourceOf(idp)) return undefined
      const before = await state(org, idp)
      const due = before?.next_at ?? idp.updated_at
      if (due > now()) return before
      const turn = keyOf('due', org, idp.id, due.toISOString())
      if ((await oidc.count('MetadataReading', turn, new Date(now().getTime() + LATEST))) > 1) return before
      return read(org, idp, BY, signal)
    },
  }
}
export type MetadataReadings = ReturnType<typeof createMetadataReadings>

/** Nobody's wish: the service itself reads on schedule. */
const BY: ChangeRequest = { actor: 'operator', operation: 'readIdentityProviderMetadata', target: 'org' }

interface Reading {
  readonly org: OrgId
  readonly idp: Idp
  readonly connection: SamlConnection
  readonly by: ChangeRequest
  readonly at: Date
  readonly before: MetadataState | undefined
  readonly signal: AbortSignal | undefined
}

/** Asks for the document, and makes it the settings if it has changed. @throws Error with what is wrong with it */
const freshState = async (
  parts: MetadataReadingParts,
  { org, idp, connection, by, at, before, signal }: Reading,
): Promise<MetadataState> => {
  const { saml } = parts.protocols
  const url = connection.source?.url ?? ''
  const etag = before && knownBy(before, idp, at)
  const found =
    before === undefined || etag === undefined
      ? await saml.read(url, wantedOf(connection), signal)
      : await saml.readAgain(url, { ...wantedOf(connection), etag }, signal)
  if (!found) return { ...unchanged({ ...before, url, tried_at: at, next_at: at }, at), read_at: at }
  const settings_at = await apply(parts, { org, id: idp.id, url, by }, found.metadata)
  const { cache_ms, etag: fresh } = found
  return {
    ...{ url, read_at: at, tried_at: at, settings_at, ...timesOf(found, at) },
    ...(cache_ms === undefined ? {} : { cache_ms }),
    ...(fresh === undefined ? {} : { etag: fresh }),
  }
}

/** Only while the settings are what the document made them, and it has not ended: then nothing can be missed by not reading it. */
const knownBy = (
  { etag, settings_at, valid_until, fault }: MetadataState,
  idp: Idp,
  now: Date,
): string | undefined =>
  fault === undefined &&
  settings_at === idp.updated_at.getTime() &&
  (valid_until === undefined || valid_until > now)
    ? etag
    : undefined

/** A document that is as it was is read again in the same time. */
const unchanged = (before: MetadataState, at: Date): MetadataState => {
  const { valid_until, cache_ms } = before
  const times = {
    ...(valid_until === undefined ? {} : { valid_until: valid_until.getTime() }),
    ...(cache_ms === undefined ? {} : { cache_ms }),
  }
  return { ...before, ...timesOf(times, at) }
}

const wantedOf = ({ settings, source }: SamlConnection) => ({
  entity_id: settings.entity_id,
  ...(source?.certificates && { certificates: source.certificates }),
})

const timesOf = ({ valid_until, cache_ms }: Omit<SamlMetadataRead, 'metadata'>, at: Date) => {
  const wished = Math.min(Math.max(cache_ms ?? LATEST / 4, SOONEST), LATEST)
  // Halfway to its end there is time for further tries.
  const left = valid_until === undefined ? LATEST : (valid_until - at.getTime()) / 2
  const next_at = new Date(at.getTime() + Math.max(SOONEST, Math.min(wished, left)))
  return { next_at, ...(valid_until === undefined ? {} : { valid_until: new Date(valid_until) }) }
}

const faultOf = (error: unknown): string =>
  (error instanceof Error ? error.message : 'it cannot be read').slice(0, 500)

interface Applying {
  readonly org: OrgId
  readonly id: string
  readonly url: string
  readonly by: ChangeRequest
}

/** Makes what was read the settings, if it says anything new and is still where they come from; answers when they were written. */
const apply = async (
  { records, commit, now }: MetadataReadingParts,
  { org, id, url, by }: Applying,
  metadata: SamlMetadata,
): Promise<number> => {
  const known = await records.find('identity_provider', org, id)
  if (!known || !newSettings(known, url, metadata)) return known?.updated_at.getTime() ?? 0
  const { answer } = await commit(
    org,
    { ...by, target: id, reason: by.reason ?? `metadata of ${url}` },
    async () => {
      const idp = await records.find('identity_provider', org, id)
      const settings = idp && newSettings(idp, url, metadata)
      if (!idp || !settings || isDraft(idp.connection) || idp.connection.protocol === 'oidc')
        return { answer: 0 }
      const value: Idp = { ...idp, connection: { ...idp.connection, settings }, updated_at: now() }
      return { records: [{ put: 'identity_provider', value }], answer: value.updated_at.getTime() }
    },
  )
  return answer
}

/** Undefined where nothing changes. */
const newSettings = (idp: Idp, url: string, metadata: SamlMetadata): SamlSettings | undefined => {
  const { connection } = idp
  if (isDraft(connection) || connection.protocol === 'oidc' || connection.source?.url !== url)
    return undefined
  const { settings, source } = connection
  const news = STATED_SETTINGS.filter(
    name =>
      !source.kept.includes(name) &&
      JSON.stringify(metadata[name]) !== JSON.stringify(statedOf(settings)[name]),
  )
  if (news.length === 0) return undefined
  const kept = Object.entries(settings).filter(([name]) => !news.some(one => one === name))
  const stated = news.map(name => [name, metadata[name]]).filter(([, value]) => value !== undefined)
  return Object.fromEntries([...kept, ...stated]) as SamlSettings
}

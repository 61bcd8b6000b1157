/** Tries an IdP's settings without a person, and says what is wrong so that an admin can mend it. */
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import { refusals } from '../model/refusals.ts'
import type { Finding } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { createIdpClients } from './idp-client.ts'
import { FAILING, type IdpFailures } from './idp-failures.ts'
import { isUnread } from './idp-watch.ts'
import { requireMappings } from './mapping.ts'
import { type MetadataReadings, sourceOf } from './metadata-readings.ts'

export interface ConnectionTestParts {
  readonly records: Pick<RecordStore, 'find'>
  readonly idpClient: ReturnType<typeof createIdpClients>
  readonly readings: Pick<MetadataReadings, 'state'>
  readonly failures: Pick<IdpFailures, 'of'>
  now(): Date
}

export const createConnectionTest =
  (parts: ConnectionTestParts) =>
  async (view: RulesView, idp: Idp): Promise<readonly Finding[]> => {
    const org = view.organisation.id
    return [
      ...(await tried(() => parts.idpClient(org, idp).test())),
      ...(await metadata(parts, org, idp)),
      ...recent(parts, org, idp),
      ...(idp.mappings.length === 0 ? [] : [await mappings(parts.records, view, idp)]),
    ]
  }

/** The secrets may be such that they cannot even be opened. */
const tried = async (test: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await test()
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    return [{ check: 'secrets', ok: false, detail: error.detail, mend: refusals[error.code].mend }]
  }
}

/** What became of reading its metadata again. */
const metadata = async (
  { readings, now }: ConnectionTestParts,
  org: OrgId,
  idp: Idp,
): Promise<readonly Finding[]> => {
  const source = sourceOf(idp)
  if (!source) return []
  const state = await readings.state(org, idp)
  const check = 'metadata_url'
  const read = state?.read_at ?? idp.updated_at
  const until = state?.valid_until ? `, valid until ${state.valid_until.toISOString()}` : ''
  const last = `Last read well at ${read.toISOString()}${until}.`
  if (state?.fault === undefined && !isUnread(idp, state, now())) return [{ check, ok: true, detail: last }]
  return [
    {
      check,
      ok: !isUnread(idp, state, now()),
      detail: `${last} The settings from then are in use.${state?.fault ? ` The last try failed: ${state.fault}.` : ''}`,
      mend: 'Check the address and what it answers, then have it read: kasbah idp read-metadata.',
    },
  ]
}

/** Sign-ins of the last time, as far as this process has seen them. */
const recent = ({ failures }: ConnectionTestParts, org: OrgId, idp: Idp): readonly Finding[] => {
  const failed = failures.of(org, idp.id)
  if (!failed) return []
  return [
    {
      check: 'sign_ins',
      ok: failed.count < FAILING,
      detail: `The last ${failed.count} sign-ins failed here, most recently with ${failed.code}.`,
      mend: refusals[failed.code].mend,
    },
  ]
}

const mappings = async (records: Pick<RecordStore, 'find'>, view: RulesView, idp: Idp): Promise<Finding> => {
  try {
    await requireMappings(records, view, idp.mappings)
    return { check: 'mappings', ok: true, detail: 'Every role and group of the mappings exists.' }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const detail = `A mapping gives nothing: ${error.detail ?? error.code}.`
    return { check: 'mappings', ok: false, detail, mend: 'Make the group, or change the mapping.' }
  }
}

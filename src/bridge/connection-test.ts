/** Tries an IdP's settings without a person, and says what is wrong so that an admin can mend it. */
import type { RulesView } from '../change/rules-view.ts'
import type { Idp } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import { refusals } from '../model/refusals.ts'
import type { Finding } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { createIdpClients } from './idp-client.ts'
import { requireMappings } from './mapping.ts'

export const createConnectionTest =
  (records: Pick<RecordStore, 'find'>, idpClient: ReturnType<typeof createIdpClients>) =>
  async (view: RulesView, idp: Idp): Promise<readonly Finding[]> => [
    ...(await tried(() => idpClient(view.organisation.id, idp).test())),
    ...(idp.mappings.length === 0 ? [] : [await mappings(records, view, idp)]),
  ]

/** The secrets may be such that they cannot even be opened. */
const tried = async (test: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await test()
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    return [{ check: 'secrets', ok: false, detail: error.detail, mend: refusals[error.code].mend }]
  }
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

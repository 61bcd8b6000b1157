/** Finds the IdPs of organisations that exist, for those who come to sign in. */
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { type MetadataReadings, sourceOf } from './metadata-readings.ts'

export interface IdpsInUseParts {
  readonly records: Pick<RecordStore, 'organisation' | 'find'>
  readonly readings: Pick<MetadataReadings, 'state'>
  now(): Date
}

export const createIdpsInUse = ({ records, readings, now }: IdpsInUseParts) => {
  /** Whether it is in use or not. */
  const known = async (org: OrgId, id: string): Promise<Idp | undefined> =>
    (await records.organisation(org)) && (await records.find('identity_provider', org, id))
  const enabled = async (org: OrgId, id: string): Promise<Idp | undefined> => {
    const found = await known(org, id)
    return found?.enabled ? found : undefined
  }
  return {
    known,
    enabled,
    /**
     * One that people may be sent to. Metadata whose signature is checked is a promise with an end: behind it, nobody vouches for its keys.
     * @throws SignInRefused realm_mismatch, idp_misconfigured
     */
    async required(org: OrgId, id: string): Promise<Idp> {
      const found = await enabled(org, id)
      if (!found) throw new SignInRefused('realm_mismatch', 'There is no such identity provider.')
      const until = sourceOf(found)?.certificates && (await readings.state(org, found))?.valid_until
      if (until && until <= now())
        throw new SignInRefused(
          'idp_misconfigured',
          `Its metadata was valid until ${until.toISOString()} only, and could not be read again.`,
        )
      return found
    },
  }
}
export type IdpsInUse = ReturnType<typeof createIdpsInUse>

/** The invitation that waits for an address, if one does. */
import type { OrgId } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { sameAddress } from './email.ts'

/** The newest that has not expired. Pending invitations are few and short-lived, so all of them are looked through. */
export const openInvitation = async (
  records: Pick<RecordStore, 'list'>,
  org: OrgId,
  address: string,
  now: Date,
): Promise<Invitation | undefined> => {
  let newest: Invitation | undefined
  let after: string | undefined
  do {
    const page = await records.list('invitation', org, {
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    })
    for (const one of page.items) {
      const waits = sameAddress(one.email, address) && one.expires_at > now
      if (waits && (newest === undefined || one.created_at > newest.created_at)) newest = one
    }
    after = page.next
  } while (after !== undefined)
  return newest
}

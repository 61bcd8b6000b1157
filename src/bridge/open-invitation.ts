/** The invitation that waits for an address, if one does. */
import { isOpen } from '../change/promises.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Invitation } from '../model/invitation.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** The newest that may be used now. `address` is in its one form, as invitations keep it. */
export const openInvitation = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  address: string,
  now: Date,
): Promise<Invitation | undefined> => {
  let newest: Invitation | undefined
  let after: string | undefined
  do {
    const page = await records.list('invitation', view.organisation.id, {
      limit: 1_000,
      where: { email: address },
      ...(after === undefined ? {} : { after }),
    })
    for (const one of page.items) {
      if (isOpen(view, one, now) && (newest === undefined || one.created_at > newest.created_at)) newest = one
    }
    after = page.next
  } while (after !== undefined)
  return newest
}

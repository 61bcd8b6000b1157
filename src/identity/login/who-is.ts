import { calledOf } from '../../model/account.ts'
import { parseAccountId } from '../../model/identity.ts'
import type { Who } from '../pages/who.ts'
import type { RoomParts } from '../parts.ts'

export type WhoIs = (account: string | undefined) => Promise<Who>

/** The names of an account and its organisation, by the `sub` of tokens. */
export const createWhoIs =
  ({ records, organisationName }: Pick<RoomParts, 'records' | 'organisationName'>): WhoIs =>
  async account => {
    const place = parseAccountId(account ?? '')
    if (!place) return { name: 'nobody', organisation: '' }
    const { org, subject } = place
    const [found, organisation] = await Promise.all([
      records.find('account', org, subject),
      organisationName(org),
    ])
    const called = calledOf(found ?? { id: subject })
    return { name: called, organisation }
  }

/** Recognises whom an identity provider's statement is about: somebody it has signed in before, somebody prepared, or a stranger. */
import type { Account } from '../model/account.ts'
import { normalAddress } from '../model/email.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Identity, Idp } from '../model/idp.ts'
import type { Statement } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { believed, verifiedDomains } from './email.ts'
import { type Match, matchOf } from './joining.ts'

export interface RecognisingParts {
  readonly records: RecordStore
  readonly now: () => Date
}

/** What was looked up for one run of a draft. */
export interface LookedUp {
  readonly idp: Idp
  readonly statement: Statement
  readonly identity: Identity | undefined
  /** The prepared person that they are, at their first sign-in. */
  readonly match: Match | undefined
  readonly account: Account | undefined
  readonly id: Subject
  readonly trusted: boolean
  readonly now: Date
}

export interface Checked {
  readonly idp: string
  readonly settings: number | undefined
}

export interface Asked {
  readonly org: OrgId
  readonly checked: Checked
  readonly statement: Statement
  /** The token of the invitation that they bring along. */
  readonly invitation?: string
  readonly stranger: Subject
}

export const lookUp = async (parts: RecognisingParts, asked: Asked): Promise<LookedUp> => {
  const { org, checked, stranger } = asked
  const { email, ...stated } = asked.statement
  const statement: Statement = email === undefined ? stated : { ...stated, email: normalAddress(email) }
  const idp = await unchanged(parts, org, checked)
  const identity = await parts.records.find('identity', org, { idp: idp.id, subject: statement.subject })
  const trusted = believed(statement, idp, await verifiedDomains(parts.records, org))
  const newcomer = {
    idp,
    subject: statement.subject,
    ...(trusted && statement.email !== undefined ? { address: statement.email } : {}),
  }
  const match = identity ? undefined : await matchOf(parts.records, org, newcomer)
  const id = identity?.account ?? match?.account.id ?? stranger
  const account = await parts.records.find('account', org, id)
  return { idp, statement, identity, match, account, id, trusted, now: parts.now() }
}

/** The IdP as it is on the rules that the sign-in is written on: it may have been disabled while its person was on the way. */
const unchanged = async ({ records }: RecognisingParts, org: OrgId, checked: Checked): Promise<Idp> => {
  const idp = await records.find('identity_provider', org, checked.idp)
  if (!idp?.enabled)
    throw new SignInRefused('realm_mismatch', 'This identity provider is not in use any more.')
  if (idp.updated_at.getTime() !== checked.settings)
    throw new SignInRefused(
      'ticket_invalid',
      'The settings of the identity provider were changed while you signed in.',
    )
  return idp
}

/** Finds out where a person belongs: from the organisation asked for, a hint, or the domain of an address. */

import { domainOfAddress } from '../model/email.ts'
import { type OrgId, OrgRef } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { IdpChoice, Realm, RealmQuestion } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'

export interface RealmParts {
  readonly records: Pick<RecordStore, 'all' | 'anywhere' | 'organisation'>
}

export const createHomeRealm =
  (parts: RealmParts) =>
  async (question: RealmQuestion): Promise<Realm> => {
    if (question.org !== undefined) return among(await choicesOf(parts, question.org, question))
    const hint = question.login_hint?.trim() ?? ''
    if (hint.includes('@')) return among(await choicesOfAddress(parts, hint, question))
    const org = OrgRef.safeParse(hint)
    return org.success ? among(await choicesOf(parts, org.data, question)) : { kind: 'ask' }
  }

const among = (choices: readonly IdpChoice[]): Realm => {
  const [first, ...more] = choices
  if (!first) return { kind: 'none' }
  return more.length === 0 ? { kind: 'one', choice: first } : { kind: 'several', choices }
}

/** Every organisation that has the domain verified may be meant. */
const choicesOfAddress = async (
  parts: RealmParts,
  address: string,
  question: RealmQuestion,
): Promise<readonly IdpChoice[]> => {
  const domain = domainOfAddress(address)
  const found = domain === undefined ? [] : await parts.records.anywhere('email_domain', { verified: domain })
  const all = await Promise.all(found.map(({ org }) => choicesOf(parts, org, question)))
  return all.flat()
}

const choicesOf = async (
  { records }: RealmParts,
  org: OrgId,
  question: RealmQuestion,
): Promise<readonly IdpChoice[]> => {
  const [organisation, idps] = await Promise.all([
    records.organisation(org),
    records.all('identity_provider', org),
  ])
  if (!organisation) return []
  const usable = idps.filter(({ enabled }) => enabled)
  const meant =
    hinted(usable, question.idp_hint) ?? (await ofDomain(records, org, usable, question.login_hint))
  const offered = meant ? [meant] : usable.filter(({ hidden }) => !hidden)
  return offered.map(({ id, name }) => ({ org, org_name: organisation.name, idp: id, name }))
}

/** A hint names an IdP of this organisation by id or name; an IdP of another organisation is never found. */
const hinted = (idps: readonly Idp[], hint: string | undefined): Idp | undefined =>
  hint === undefined
    ? undefined
    : (idps.find(({ id }) => id === hint) ??
      idps.find(({ name }) => name.toLowerCase() === hint.toLowerCase()))

const ofDomain = async (
  records: RealmParts['records'],
  org: OrgId,
  idps: readonly Idp[],
  login_hint: string | undefined,
): Promise<Idp | undefined> => {
  const domain = login_hint === undefined ? undefined : domainOfAddress(login_hint)
  if (domain === undefined) return undefined
  const known = (await records.all('email_domain', org)).find(
    ({ id, verified_at }) => id === domain && verified_at,
  )
  return idps.find(({ id }) => id === known?.idp)
}

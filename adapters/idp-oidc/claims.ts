/** Reads a person off the claims of an OpenID provider, by the paths of the settings. */
import type { OidcSettings } from '../../src/model/idp.ts'
import { statedGroups, statedId, statedText } from '../../src/model/stated.ts'
import type { Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'

export type Claims = Readonly<Record<string, unknown>>

const own = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined

/** The value at a path: the claim of that very name, or else the names between the dots, one inside the other. */
export const claimAt = (claims: Claims, path: string): unknown =>
  own(claims, path) ?? path.split('.').reduce<unknown>(own, claims)

const groupsAt = (claims: Claims, { claims: paths, groups_delimiter }: OidcSettings): readonly string[] => {
  if (own(claims._claim_names, paths.groups) !== undefined)
    throw new SignInRefused(
      'idp_misconfigured',
      'The identity provider left the groups out because they are too many.',
    )
  const value = claimAt(claims, paths.groups) ?? []
  const values = typeof value === 'string' ? [value] : value
  const stated = Array.isArray(values)
    ? statedGroups(values, groups_delimiter)
    : { fault: `The claim ${paths.groups} is neither a list of texts nor a text.` }
  if ('fault' in stated) throw new SignInRefused('idp_misconfigured', stated.fault)
  return stated.groups
}

/** @throws SignInRefused answer_expired for a token from the future */
export const checkTimes = ({ iat, auth_time }: Claims, at: { now: number; skew: number }): void => {
  for (const [name, value] of Object.entries({ iat, auth_time })) {
    if (value === undefined) continue
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new SignInRefused('answer_invalid', `The ID token states an ${name} that is no time.`)
    if (value > at.now + at.skew)
      throw new SignInRefused('answer_expired', `The ID token states an ${name} in the future.`)
  }
}

/** @throws SignInRefused answer_subject when no stable id is stated; claim_required; idp_misconfigured for groups that cannot be read whole */
export const statementOf = (claims: Claims, settings: OidcSettings): Statement => {
  const paths = settings.claims
  const subject = statedId(claimAt(claims, paths.subject), 255)
  if (subject === undefined)
    throw new SignInRefused('answer_subject', `The answer has no usable claim ${paths.subject}.`)
  const missing = Object.entries(settings.required_claims).find(
    ([path, value]) => claimAt(claims, path) !== value,
  )
  if (missing)
    throw new SignInRefused(
      'claim_required',
      `Your identity provider did not send the value of ${missing[0]} that this organisation requires.`,
    )
  const email = statedText(claimAt(claims, paths.email), 320)
  const name = statedText(claimAt(claims, paths.name), 200)
  const acr = statedId(claims.acr, 512)
  const sid = statedId(claims.sid, 512)
  const auth_time = claims.auth_time
  const amr = claims.amr
  return {
    subject,
    // An IdP that says "true", 1 or nothing at all has not vouched for the address.
    email_verified: claimAt(claims, paths.email_verified) === true,
    groups: groupsAt(claims, settings),
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(acr === undefined ? {} : { acr }),
    ...(sid === undefined ? {} : { sid }),
    ...(typeof auth_time === 'number' ? { auth_time } : {}),
    ...(Array.isArray(amr) ? { amr: amr.filter(way => statedId(way, 64) !== undefined).slice(0, 16) } : {}),
  }
}

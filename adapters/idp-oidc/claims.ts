/** Reads a person off the claims of an OpenID provider, by the paths of the settings. */
import type { OidcSettings } from '../../src/model/idp.ts'
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

const text = (value: unknown, longest: number): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= longest && value.isWellFormed()
    ? value
    : undefined

/** Groups from an array of texts, or from one text with a delimiter. What is neither is no group. */
export const groupsFrom = (value: unknown, delimiter: string | undefined): readonly string[] => {
  const all = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? delimiter === undefined
        ? [value]
        : value.split(delimiter).map(part => part.trim())
      : []
  return [...new Set(all.filter((group): group is string => text(group, 512) !== undefined))].slice(0, 2_000)
}

/** @throws SignInRefused answer_subject when no stable id is stated; claim_required; idp_misconfigured when the groups are left out for being too many */
export const statementOf = (claims: Claims, settings: OidcSettings): Statement => {
  const paths = settings.claims
  const subject = text(claimAt(claims, paths.subject), 255)
  if (subject === undefined)
    throw new SignInRefused('answer_subject', `The answer has no usable claim ${paths.subject}.`)
  if (own(claims._claim_names, paths.groups) !== undefined)
    throw new SignInRefused(
      'idp_misconfigured',
      'The identity provider left the groups out because they are too many: let it send only those assigned to the application.',
    )
  const missing = Object.entries(settings.required_claims).find(
    ([path, value]) => claimAt(claims, path) !== value,
  )
  if (missing) throw new SignInRefused('claim_required', `It demands another value of ${missing[0]}.`)
  const email = text(claimAt(claims, paths.email), 320)
  const name = text(claimAt(claims, paths.name), 200)
  const acr = text(claims.acr, 512)
  const sid = text(claims.sid, 512)
  const auth_time = claims.auth_time
  const amr = claims.amr
  return {
    subject,
    // A provider that says "true", 1 or nothing at all has not vouched for the address.
    email_verified: claimAt(claims, paths.email_verified) === true,
    groups: groupsFrom(claimAt(claims, paths.groups), settings.groups_delimiter),
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(acr === undefined ? {} : { acr }),
    ...(sid === undefined ? {} : { sid }),
    ...(typeof auth_time === 'number' ? { auth_time } : {}),
    ...(Array.isArray(amr) ? { amr: amr.filter(way => text(way, 64) !== undefined).slice(0, 16) } : {}),
  }
}

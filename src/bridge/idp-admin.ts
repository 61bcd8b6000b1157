/** An organisation's identity providers (IdPs), as its admins keep them. Secrets go in, are sealed, and never come out again. */

import { requireRoom } from '../change/bounded.ts'
import type { ChangeRequest, Commit, Committed } from '../change/commit.ts'
import { signInsEnd } from '../change/sign-ins.ts'
import type { Sealer } from '../identity/sealer.ts'
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { type Connection, type Idp, IdpTerms, isDraft } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import { fresh } from '../model/unique.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Turns } from '../ports/turns.ts'
import { sealedName } from './idp-client.ts'
import { hasPeople, withoutLeftovers } from './mapped-leftovers.ts'
import { requireMappings } from './mapping.ts'

export interface IdpAdminParts {
  readonly records: RecordStore
  readonly commit: Commit
  readonly sealer: Sealer
  readonly now: () => Date
  readonly turns: Turns
  /** A key of ours towards a SAML IdP, with its certificate. */
  newKey(name: string): Promise<{ readonly key: string; readonly certificate: string }>
}

/** The settings an admin asks for. Secrets that are absent stay as they are. */
export type IdpWish = Omit<
  Idp,
  'id' | 'enabled' | 'connection' | 'secrets' | 'sp_certificate' | 'created_at' | 'updated_at'
> & {
  readonly connection: Connection
  /** Absent: a new one is enabled, and a known one stays as it is. */
  readonly enabled?: boolean | undefined
  readonly secrets: Readonly<Record<string, string>>
}

/** What is known of an identity provider that is only begun. */
export type IdpBeginning = Pick<Idp, 'name'> & Pick<Connection, 'protocol'>

export const createIdpAdmin = (parts: IdpAdminParts) => ({
  list: (org: OrgId) => parts.records.all('identity_provider', org),

  /** @throws Problem not_found */
  async get(org: OrgId, id: string): Promise<Idp> {
    const found = await parts.records.find('identity_provider', org, id)
    if (!found) throw new Problem('not_found')
    return found
  },

  /** @throws Problem change_too_large when there are as many as may be, unknown_role or unknown_group for a mapping */
  async create(org: OrgId, by: ChangeRequest, wish: IdpWish) {
    const id = fresh('idp')
    const idp = await shaped(parts, { org, id, wish })
    const committed = await parts.commit(org, { ...by, target: id }, async view => {
      requireRoom('identity_provider', await parts.records.all('identity_provider', org))
      await requireMappings(parts.records, view, wish.mappings)
      return { records: [{ put: 'identity_provider', value: idp }] }
    })
    return { idp, ...committed }
  },

  /** One without settings, which has its addresses already. Nobody signs in through it until {@link update} gives it settings. @throws Problem change_too_large */
  async begin(org: OrgId, by: ChangeRequest, { name, protocol }: IdpBeginning) {
    const idp = await begun(parts, org, { name, protocol })
    const committed = await parts.commit(org, { ...by, target: idp.id }, async () => {
      requireRoom('identity_provider', await parts.records.all('identity_provider', org))
      return { records: [{ put: 'identity_provider', value: idp }] }
    })
    return { idp, ...committed }
  },

  /**
   * Replaces the settings of one; `wishFor` says by which, given the one that is there.
   * @throws Problem not_found, unknown_role, unknown_group; other_identity_provider when it would become another IdP: people are recognised
   *   by their ids there, which mean other people elsewhere
   */
  async update(org: OrgId, by: ChangeRequest, id: string, wishFor: (known: Idp) => IdpWish) {
    const { answer, ...committed } = await parts.commit(org, { ...by, target: id }, async view => {
      const known = await parts.records.find('identity_provider', org, id)
      if (!known) throw new Problem('not_found')
      const wish = wishFor(known)
      requireSame(known, wish)
      await requireMappings(parts.records, view, wish.mappings)
      const idp = await shaped(parts, { org, id, wish, known })
      const ends = narrowed(known, wish) ? await everySignIn(parts, org, id) : undefined
      return {
        records: [{ put: 'identity_provider', value: idp }, ...(ends ? [ends] : [])],
        ...(ends ? { narrows: true } : {}),
        answer: idp,
      }
    })
    return { idp: answer, ...committed }
  },

  /**
   * People who came through it keep their accounts and roles; their sign-ins end.
   * @param take `mapped`: what only its mappings gave goes with it, or afterwards, when it is gone already
   * @throws Problem not_found, change_too_large
   */
  async remove(org: OrgId, by: ChangeRequest, id: string, take?: 'mapped'): Promise<Committed> {
    return parts.commit(org, { ...by, target: id }, async view => {
      const known = await parts.records.find('identity_provider', org, id)
      if (!known && !(take && (await hasPeople(parts, org, id)))) throw new Problem('not_found')
      const tokens = (await parts.records.all('scim_token', org)).filter(token => token.idp === id)
      const taken = take ? await withoutLeftovers(parts, view, id) : {}
      return {
        ...taken,
        records: [
          ...(taken.records ?? []),
          ...(known ? [{ drop: 'identity_provider', id } as const] : []),
          await everySignIn(parts, org, id),
          ...tokens.map(token => ({ drop: 'scim_token', id: token.id }) as const),
        ],
        narrows: true,
      }
    })
  },
})

const begun = async (parts: IdpAdminParts, org: OrgId, { name, protocol }: IdpBeginning): Promise<Idp> => {
  const id = fresh('idp')
  const at = parts.now()
  return {
    ...IdpTerms.parse({ name, enabled: false }),
    id,
    connection: { protocol, draft: true },
    // The key that our metadata shows from the beginning, so that what the IdP took from it stays true.
    ...(protocol === 'saml' ? await ownKey(parts, org, id) : { secrets: {} }),
    created_at: at,
    updated_at: at,
  }
}

/** A new key of ours towards a SAML IdP, sealed, with its certificate. */
const ownKey = async (
  { newKey, sealer }: IdpAdminParts,
  org: OrgId,
  id: string,
): Promise<Pick<Idp, 'secrets' | 'sp_certificate'>> => {
  const { key, certificate } = await newKey(`Kasbah ${org}`)
  return { secrets: { sp_key: sealer.seal(sealedName(org, id, 'sp_key'), key) }, sp_certificate: certificate }
}

/** A draft may become any; what is connected stays the one it is. @throws Problem other_identity_provider */
const requireSame = ({ connection }: Idp, wish: IdpWish): void => {
  if (!isDraft(connection) && whoIs(connection) !== whoIs(wish.connection))
    throw new Problem('other_identity_provider')
}

/** Whether someone who has signed in through it might not be let in now. */
const narrowed = (known: Idp, wish: IdpWish): boolean => {
  if (known.enabled && wish.enabled === false) return true
  const before = requiredClaims(known)
  return Object.entries(requiredClaims(wish)).some(([path, value]) => before[path] !== value)
}

const requiredClaims = ({ connection }: Pick<Idp, 'connection'>): Readonly<Record<string, unknown>> =>
  !isDraft(connection) && connection.protocol === 'oidc' ? connection.settings.required_claims : {}

const PAGE = 500

/** What ends the sign-ins of everybody who came through an IdP. */
const everySignIn = async (
  { records, turns }: Pick<IdpAdminParts, 'records' | 'turns'>,
  org: OrgId,
  idp: string,
): Promise<RecordWrite> => {
  const subjects: Subject[] = []
  let after: string | undefined
  do {
    if (turns.isOver()) await turns.nextTurn()
    const page = await records.list('identity', org, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
      where: { idp },
    })
    subjects.push(...page.items.map(({ account }) => account))
    after = page.next
  } while (after !== undefined)
  return signInsEnd({ by: 'subjects', subjects })
}

/** What makes an IdP this one, and the ids of its people theirs. */
const whoIs = (connection: Connection): string =>
  connection.protocol === 'oidc'
    ? `oidc ${connection.settings.issuer} ${connection.settings.claims.subject}`
    : `saml ${connection.settings.entity_id} ${connection.settings.subject_attribute ?? ''}`

interface Shaping {
  readonly org: OrgId
  readonly id: string
  readonly wish: IdpWish
  readonly known?: Idp
}

const shaped = async (parts: IdpAdminParts, { org, id, wish, known }: Shaping): Promise<Idp> => {
  const own: Pick<Idp, 'secrets' | 'sp_certificate'> | undefined =
    wish.connection.protocol === 'saml' && !known?.secrets.sp_key ? await ownKey(parts, org, id) : known
  const sealed = Object.entries(wish.secrets).map(
    ([name, text]) => [name, parts.sealer.seal(sealedName(org, id, name), text)] as const,
  )
  const { secrets: _, ...terms } = wish
  return {
    ...terms,
    id,
    // A draft is enabled with its first settings, unless the admin says otherwise.
    enabled: wish.enabled ?? (known && !isDraft(known.connection) ? known.enabled : true),
    secrets: { ...known?.secrets, ...own?.secrets, ...Object.fromEntries(sealed) },
    ...(own?.sp_certificate === undefined ? {} : { sp_certificate: own.sp_certificate }),
    created_at: known?.created_at ?? parts.now(),
    updated_at: parts.now(),
  }
}

/** An organisation of a running service, for imports and exports. */
import type { Catalogue } from '../model/catalogue.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Organisation, OrgSettings } from '../model/organisation.ts'
import { Problem } from '../model/problems.ts'
import type { ListedAccount, ListedGroup } from '../policy/import/export.ts'
import type { Far, SentChange } from '../policy/import/far.ts'
import type { Told } from '../policy/import/rule-list.ts'
import { parseRules } from '../policy/rules-text.ts'
import { askPages, askService, askText, Refused, reasonHeader } from './ask-service.ts'
import { type Call, Unanswered } from './verb.ts'

/** How often a change is sent whose answer did not come. It is made once: it has an idempotency key. */
const TRIES = 3

export const farOrganisation = (call: Call): Far => {
  let groups: Promise<ReadonlySet<string>> | undefined
  let disabled: Promise<ReadonlySet<string>> | undefined
  return {
    told: org => toldOf(call, org),
    isGroup: async (org, id) => {
      groups ??= idsOf<ListedGroup>(call, [`/v1/orgs/${org}/groups`], () => true)
      return (await groups).has(decoded(id))
    },
    isDisabled: async (org, id) => {
      disabled ??= idsOf<ListedAccount>(call, accountsOf(org), account => account.disabled)
      return (await disabled).has(decoded(id))
    },
    send: (org, change) => send(call, org, change),
  }
}

/** Where accounts are listed. */
export const accountsOf = (org: OrgId): readonly string[] => [
  `/v1/orgs/${org}/members`,
  `/v1/orgs/${org}/service-accounts`,
]

const decoded = (ref: string): string => {
  const colon = ref.indexOf(':')
  return `${ref.slice(0, colon)}:${decodeURIComponent(ref.slice(colon + 1))}`
}

const idsOf = async <T extends { readonly subject: string }>(
  call: Call,
  lists: readonly string[],
  wanted: (item: T) => boolean,
): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>()
  for (const list of lists)
    for await (const item of askPages<T>(call, list)) if (wanted(item)) ids.add(item.subject)
  return ids
}

/** The catalogue, with what has an order as lists. */
interface ListedCatalogue extends Omit<Catalogue, 'name' | 'roles' | 'levels' | 'actions'> {
  readonly policy_set: string
  readonly roles: readonly { readonly name: string; readonly means: string }[]
  readonly levels: readonly { readonly name: string; readonly action: string }[]
  readonly actions: readonly string[]
}

/** The rules, and what is needed to understand them. Rules that change in between are seen by the revision of the next change. */
const toldOf = async (call: Call, org: OrgId): Promise<Told> => {
  const at = `/v1/orgs/${org}`
  const { roles, levels, actions, policy_set, ...described } = (await askService(
    call,
    `${at}/catalogue`,
  )) as unknown as ListedCatalogue
  const { revision, ...settings } = (await askService(call, `${at}/settings`)) as unknown as OrgSettings & {
    readonly revision: Revision
  }
  const rules = parseRules(await askText(call, `${at}/policy?revision=${revision}`, 'text/csv'))
  const catalogue: Catalogue = {
    ...described,
    name: policy_set,
    roles: Object.fromEntries(roles.map(({ name, means }) => [name, means])),
    levels: Object.fromEntries(levels.map(({ name, action }) => [name, action])),
    actions: new Set(actions),
  }
  const organisation = { id: org, name: org, policy_set, settings, created_at: new Date(0) } as Organisation
  return { organisation, catalogue, revision, rules }
}

const send = async (
  call: Call,
  org: OrgId,
  { operations, expected, idempotencyKey, reason }: SentChange,
): Promise<{ readonly revision: Revision }> => {
  const headers = {
    'if-match': `"${expected}"`,
    'idempotency-key': idempotencyKey,
    ...(reason === undefined ? {} : reasonHeader(reason)),
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const made = await askService(call, `/v1/orgs/${org}/changes`, { operations }, { headers })
      return { revision: Number(made.revision) }
    } catch (error) {
      if (error instanceof Refused && error.code === 'revision_mismatch')
        throw new Problem('revision_mismatch', undefined, { cause: error })
      if (error instanceof Refused || !(error instanceof Unanswered) || tries === TRIES) throw error
    }
  }
}

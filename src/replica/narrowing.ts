import type { Snapshot } from '../engine/snapshot.ts'
import type { Change, RecordWrite } from '../model/change.ts'
import type { Organisation } from '../model/organisation.ts'

/** Records that can only add something, or that are read from the store whenever they matter. */
const GIVING: ReadonlySet<string> = new Set([
  'api_key',
  'email_domain',
  'group',
  'identity',
  'invitation',
  'policy_plan',
  'resource',
  'role',
  'scim_group',
  'scim_token',
  'support_access',
  'version',
])
const UNHELD: ReadonlySet<string> = new Set([
  'invitation',
  'invitations_of',
  'policy_plan',
  'resource',
  'role',
  'scim_group',
  'version',
])

/** What of an organisation takes nothing from anybody when it changes. */
const harmless = ({ name: _, settings, ...rest }: Organisation) => ({
  ...rest,
  settings: { networks: settings.networks, api_key_max_days: settings.api_key_max_days },
})

const takes = (write: RecordWrite, before: Organisation): boolean => {
  if ('drop' in write) return !UNHELD.has(write.drop)
  if (write.put === 'account') return write.value.disabled !== undefined
  if (write.put === 'organisation')
    return JSON.stringify(harmless(write.value)) !== JSON.stringify(harmless(before))
  return !GIVING.has(write.put)
}

/**
 * Whether a change can take access away from anybody. It does, unless it can be shown that it does not; a draft that knows
 * better can only say that it narrows.
 */
export const narrows = (
  before: Snapshot,
  after: Snapshot,
  { adds, removes, records }: Pick<Change, 'adds' | 'removes' | 'records'>,
): boolean =>
  records.some(write => takes(write, before.organisation)) || !after.onlyGives(before, { adds, removes })

import type { RecordWrite } from '../../src/model/change.ts'
import type { Client } from '../../src/model/client.ts'
import { type OrgId, type Resource, resource, subject } from '../../src/model/id.ts'
import { IdpTerms, OidcSettings } from '../../src/model/idp.ts'
import { membershipRule, registrationRule, roleRule } from '../../src/model/rule-forms.ts'
import type { Store } from '../../src/ports/store.ts'
import {
  account,
  apiKey,
  change,
  dataset,
  HOSTILE,
  invitation,
  NOON,
  organisation,
  version,
} from '../contract/sample.ts'

const LATER = new Date('2126-05-03T12:00:00.123Z')
export const ACME = 'acme' as OrgId
export const GONE = 'gone' as OrgId
export const STREETS: Resource = resource('dataset', 'streets')
export const ALICE = subject('user', 'alice')
export const TEAM = subject('group', 'team')

const oidcProvider: RecordWrite = {
  put: 'identity_provider',
  value: {
    ...IdpTerms.parse({ name: 'Okta', mappings: [{ external: 'staff\0,"', role: 'member' }] }),
    id: 'okta',
    connection: {
      protocol: 'oidc',
      settings: OidcSettings.parse({
        issuer: 'https://idp.example',
        client_id: 'k',
        parameters: { hd: 'x' },
      }),
    },
    secrets: { client_secret: 'sealed' },
    created_at: NOON,
    updated_at: LATER,
  },
}

const client: Client = {
  id: 'cli_1',
  org: ACME,
  kind: 'web',
  name: 'Console',
  redirect_uris: ['https://app.example/cb'],
  post_logout_redirect_uris: [],
  backchannel_logout_session_required: false,
  scopes: ['check'],
  resources: [],
  require_pkce: true,
  require_par: false,
  dpop_bound: false,
  first_party: true,
  secrets: [{ hash: 'h', hint: 'x', created_at: NOON, expires_at: LATER }],
  era: 3,
  created_at: NOON,
}

const scim = {
  user_name: 'Alice@Example.com',
  active: true,
  attributes: JSON.parse('{"urn:x:y.z":{"$a.b":[null,1.5,true]},"__proto__":{"deep":1}}'),
  updated_at: LATER,
}

/** One of every kind of record that an organisation keeps. */
const RECORDS: readonly RecordWrite[] = [
  {
    put: 'account',
    value: account('alice', { name: HOSTILE.join(''), attributes: { 'a.b': 1, $x: [null, { y: '' }] } }),
  },
  { put: 'account', value: account('dora', { disabled: { role: 'member', at: LATER } }) },
  { put: 'group', value: { id: TEAM, name: 'Team', created_at: NOON } },
  { put: 'resource', value: dataset('streets', { creator: ALICE, attributes: { city: 'é' } }) },
  { put: 'version', value: version(STREETS, 'v1', { reverted_at: LATER }) },
  { put: 'invitation', value: invitation() },
  {
    put: 'api_key',
    value: apiKey(ACME, { subject: ALICE, networks: ['10.0.0.0/8'], expires_at: LATER, last_used_at: NOON }),
  },
  { put: 'client', value: client },
  oidcProvider,
  {
    put: 'email_domain',
    value: { id: 'x.example', challenge: 'c', verified_at: NOON, idp: 'okta', created_at: NOON },
  },
  {
    put: 'identity',
    value: {
      idp: 'okta',
      subject: 'a/b',
      account: ALICE,
      email_verified: true,
      groups: ['staff'],
      mapped: { role: 'member', groups: [TEAM] },
      scim,
      created_at: NOON,
    },
  },
  {
    put: 'support_access',
    value: {
      id: subject('user', 'support_vendor'),
      purpose: 'a look at the slow import',
      level: 'can_view',
      opened_by: ALICE,
      created_at: NOON,
      expires_at: LATER,
    },
  },
  {
    put: 'policy_plan',
    value: {
      id: 'plan_1',
      revision: 1,
      digest: 'd',
      change: { kind: 'review', policy_review: 'two_people' },
      effects: { rows: [], pairs: 0, left_out: { rows: 0, pairs: 0 } },
      locks_out: [ALICE],
      locked_out: 1,
      created_by: ALICE,
      created_at: NOON,
      expires_at: LATER,
    },
  },
  {
    put: 'role',
    value: { id: 'lead', title: 'Lead', description: 'Leads the "team"', created_at: NOON },
  },
  {
    put: 'scim_token',
    value: { id: 't1', idp: 'okta', name: 'T', hash: 'th', hint: 'kss', created_at: NOON },
  },
  {
    put: 'scim_group',
    value: { id: TEAM, idp: 'okta', display_name: 'Team', created_at: NOON, updated_at: LATER },
  },
]

/** Writes something of everything that a store keeps: a living organisation with a past, a deleted one, and what is beside them. */
export const furnish = async (store: Store): Promise<void> => {
  const { policy } = store
  const first = [
    roleRule(ACME, ALICE, 'admin'),
    membershipRule(ACME, ALICE, TEAM),
    registrationRule(ACME, STREETS, 'datasets'),
  ]
  await policy.apply(
    ACME,
    change(0, { adds: first, records: [{ put: 'organisation', value: organisation(ACME) }, ...RECORDS] }),
  )
  const odd = HOSTILE.map((text, n) => ['p', `user:${n}`, ACME, text, 'can_view', 'allow'] as const)
  const receipt = { id: 'receipt', body_hash: 'b', at: new Date() }
  await store.receipts.take(receipt, receipt.at)
  await policy.apply(ACME, change(1, { adds: odd, reason: 'because, "so"', receipt }))
  await store.receipts.complete(receipt, new Uint8Array([0, 255]))
  await policy.apply(ACME, change(2, { removes: odd, narrows: true }))
  await policy.apply(ACME, change(3, { adds: odd.toReversed() }))
  await policy.apply(GONE, change(0, { records: [{ put: 'organisation', value: organisation(GONE) }] }))
  const deleted = organisation(GONE, { deleted_at: LATER })
  await policy.apply(GONE, change(1, { records: [{ put: 'organisation', value: deleted }], narrows: true }))
  await beside(store)
}

const beside = async (store: Store): Promise<void> => {
  await store.secrets.put('operator_key', 'one', 0)
  await store.secrets.put('operator_key', 'two', 1)
  const set = { name: 'datasets', installed_at: NOON, texts: { 'model.conf': 'a.b$', 'policy.csv': '' } }
  await store.sets.install({ ...set, digest: 'one' })
  await store.sets.install({ ...set, digest: 'two', installed_at: LATER })
  await store.audit.append([
    {
      id: 'zz',
      org: 'unknown' as OrgId,
      actor: 'anonymous',
      operation: 'check',
      target: 'org',
      at: NOON,
      outcome: 'refused',
      code: 'forbidden',
    },
  ])
  const payload = { $a: { 'b.c': 1 } }
  await store.oidc.upsert({ kind: 'Denial', id: 'token', payload, expires_at: LATER })
  await store.oidc.upsert({
    kind: 'RefreshToken',
    id: 'r',
    payload,
    account: 'acme:user:alice',
    client: 'cli_1',
    grant: 'g',
    session: 's',
    uid: 'u',
    consumed_at: NOON,
    expires_at: LATER,
  })
  await store.oidc.count('Attempt', 'guess', LATER)
  await store.oidc.count('Attempt', 'guess', LATER)
}

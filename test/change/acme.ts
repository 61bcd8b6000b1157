/** A stored organisation in which one account is named by every kind of record that can name one. */

import type { RecordWrite } from '../../src/model/change.ts'
import { freshCredential, hashOfCredential } from '../../src/model/credential.ts'
import { type OrgId, resource, type Subject, subject } from '../../src/model/id.ts'
import { printAccountId } from '../../src/model/identity.ts'
import { IdpTerms, OidcSettings } from '../../src/model/idp.ts'
import type { RecordKind } from '../../src/model/records.ts'
import type { Rule } from '../../src/model/rule.ts'
import { grantRule, membershipRule, registrationRule, roleRule } from '../../src/model/rule-forms.ts'
import { OIDC_KINDS } from '../../src/ports/oidc-store.ts'
import type { Store } from '../../src/ports/store.ts'
import { apiKey, change, dataset, invitation, NOON, organisation, version } from '../contract/sample.ts'

export const ALICE = subject('user', 'alice')
export const TEAM = subject('group', 'team')
export const STREETS = resource('dataset', 'streets')
export const EMAIL = 'ann@acme.example'
const LATER = new Date('2126-05-03T12:00:00Z')

/**
 * For each kind of record, those that name the account. A new kind does not compile until it says here how it names one, or
 * that it does not.
 */
const naming = (org: OrgId, account: Subject): Readonly<Record<RecordKind, readonly RecordWrite[]>> => ({
  account: [{ put: 'account', value: { id: account, email: EMAIL, attributes: {}, created_at: NOON } }],
  group: [],
  resource: [{ put: 'resource', value: dataset('streets', { creator: account }) }],
  version: [{ put: 'version', value: version(STREETS, 'v1', { created_by: account }) }],
  invitation: [
    {
      put: 'invitation',
      value: invitation({ id: 'by', email: 'bob@acme.example', invited_by: account, expires_at: LATER }),
    },
    {
      put: 'invitation',
      value: invitation({ id: 'to', email: EMAIL, invited_by: ALICE, expires_at: LATER }),
    },
  ],
  api_key: [{ put: 'api_key', value: apiKey(org, { subject: account }) }],
  client: account.startsWith('service:') ? [serviceClient(org, account)] : [],
  identity_provider: [],
  email_domain: [],
  identity: [
    {
      put: 'identity',
      value: {
        idp: 'okta',
        subject: 'their-id',
        account,
        email: EMAIL,
        email_verified: true,
        groups: [],
        mapped: { role: 'member', groups: [] },
        scim: { user_name: EMAIL, active: true, attributes: {}, updated_at: NOON },
        created_at: NOON,
      },
    },
  ],
  scim_token: [],
  policy_plan: [],
  role: [],
  support_access: [],
  scim_group: [],
})

const serviceClient = (org: OrgId, account: Subject): RecordWrite => ({
  put: 'client',
  value: {
    id: `client_${org}`,
    org,
    kind: 'service',
    subject: account,
    name: 'ETL',
    redirect_uris: [],
    post_logout_redirect_uris: [],
    backchannel_logout_session_required: false,
    scopes: ['read'],
    resources: [],
    require_pkce: false,
    require_par: false,
    dpop_bound: false,
    first_party: false,
    secrets: [],
    era: 0,
    created_at: NOON,
  },
})

/** What the organisation has beside: an administrator, a group that its IdP keeps, and that IdP, whose mapping gives a role. */
const beside = (org: OrgId, scimToken: string): readonly RecordWrite[] => [
  {
    put: 'organisation',
    value: organisation(org, { settings: { ...organisation(org).settings, newcomer_role: 'none' } }),
  },
  { put: 'account', value: { id: ALICE, attributes: {}, created_at: NOON } },
  { put: 'group', value: { id: TEAM, name: 'Team', created_at: NOON } },
  {
    put: 'scim_group',
    value: { id: TEAM, idp: 'okta', display_name: 'Team', created_at: NOON, updated_at: NOON },
  },
  {
    put: 'scim_token',
    value: {
      id: 't1',
      idp: 'okta',
      name: 'T',
      hash: hashOfCredential(scimToken),
      hint: 'kas',
      created_at: NOON,
    },
  },
  {
    put: 'identity_provider',
    value: {
      ...IdpTerms.parse({
        name: 'Okta',
        mappings: [
          { external: 'Team', role: 'member' },
          { external: 'crew', group: 'team' },
        ],
      }),
      id: 'okta',
      connection: {
        protocol: 'oidc',
        settings: OidcSettings.parse({ issuer: 'https://idp.example', client_id: 'k' }),
      },
      secrets: {},
      created_at: NOON,
      updated_at: NOON,
    },
  },
]

const rulesOf = (org: OrgId, account: Subject): readonly Rule[] => [
  roleRule(org, account, 'member'),
  membershipRule(org, account, TEAM),
  registrationRule(org, STREETS, 'datasets'),
  grantRule(org, account, STREETS, 'can_edit'),
  ['p', account, org, STREETS, 'delete', 'deny'],
  grantRule(org, TEAM, STREETS, 'can_view'),
]

/**
 * Revision 1 has an administrator and no account; revision 2 brings the account, with all that can name it. Answers the token
 * of the organisation's SCIM client.
 */
export const furnish = async (store: Store, org: OrgId, account: Subject): Promise<string> => {
  const scimToken = freshCredential('scim')
  const first = [roleRule(org, ALICE, 'admin')]
  await store.policy.apply(org, change(0, { adds: first, records: beside(org, scimToken) }))
  const records = Object.values(naming(org, account)).flat()
  await store.policy.apply(org, change(1, { adds: rulesOf(org, account), records }))
  for (const kind of OIDC_KINDS)
    await store.oidc.upsert({
      kind,
      id: `${org}-${kind}`,
      payload: {},
      account: printAccountId(org, account),
      uid: `${org}-${kind}`,
      expires_at: LATER,
    })
  return scimToken
}

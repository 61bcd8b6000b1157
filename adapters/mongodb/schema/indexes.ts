import type { IndexDescription } from 'mongodb'
import type { Collections } from './collections.ts'

const DAY = 86_400

/** Only documents that have the field. */
const having = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } })

/**
 * Every index beside `_id`, and what asks for it. Those of organisations begin with `org`, the key to shard by; the unique ones
 * without it are over secrets of 256 random bits or generated ids, and would be plain indexes on a sharded cluster.
 */
export const indexes: { readonly [name in keyof Collections]?: readonly IndexDescription[] } = {
  rules: [
    // A rule holds once; each time that it held before is told apart by when it ended.
    { name: 'same', key: { org: 1, k: 1, until: 1 }, unique: true },
    // What holds, in its order; what held at a revision.
    { name: 'order', key: { org: 1, until: 1, since: 1, nth: 1 } },
  ],
  changes: [{ name: 'moment', key: { org: 1, at: 1, _id: 1 } }],
  audit: [
    { name: 'trail', key: { org: 1, at: 1, _id: 1 } },
    { name: 'actor', key: { org: 1, actor: 1, at: 1, _id: 1 } },
    { name: 'target', key: { org: 1, target: 1, at: 1, _id: 1 } },
    { name: 'age', key: { at: 1 } },
  ],
  accounts: [{ name: 'known', key: { id: 1, org: 1 } }],
  invitations: [
    { name: 'token', key: { token_hash: 1 }, unique: true },
    { name: 'email', key: { org: 1, email: 1 } },
  ],
  api_keys: [
    { name: 'hash', key: { hash: 1 }, unique: true },
    { name: 'subject', key: { org: 1, subject: 1, _id: 1 } },
  ],
  clients: [{ name: 'id', key: { id: 1 }, unique: true }],
  email_domains: [{ name: 'verified', key: { id: 1, org: 1 }, ...having('verified_at') }],
  identities: [
    { name: 'account', key: { org: 1, account: 1 } },
    { name: 'user_name', key: { org: 1, idp: 1, user_name: 1 }, ...having('user_name') },
  ],
  scim_tokens: [{ name: 'hash', key: { hash: 1 }, unique: true }],
  scim_groups: [{ name: 'idp', key: { org: 1, idp: 1, _id: 1 } }],
  receipts: [{ name: 'age', key: { at: 1 } }],
  oidc: [
    // Deletes what everyone already treats as gone.
    { name: 'expiry', key: { expires_at: 1 }, expireAfterSeconds: DAY },
    { name: 'account', key: { account: 1, kind: 1, id: 1 }, ...having('account') },
    { name: 'client', key: { client: 1 }, ...having('client') },
    { name: 'grant', key: { grant: 1, kind: 1 }, ...having('grant') },
    { name: 'session', key: { session: 1 }, ...having('session') },
    { name: 'uid', key: { kind: 1, uid: 1 }, ...having('uid') },
    { name: 'user_code', key: { kind: 1, user_code: 1 }, ...having('user_code') },
  ],
}

import type { RecordWrite } from '../../src/model/change.ts'

type Written = Exclude<Extract<RecordWrite, { put: unknown }>, { put: 'organisation' }>

/** What of a record has columns of its own, beside its organisation's number and the document. */
export interface Columns {
  readonly table:
    | 'accounts'
    | 'groups'
    | 'resources'
    | 'versions'
    | 'invitations'
    | 'api_keys'
    | 'clients'
    | 'identity_providers'
    | 'email_domains'
    | 'identities'
    | 'scim_tokens'
    | 'scim_groups'
  /** What makes it this record, within its organisation. */
  readonly key: Readonly<Record<string, string>>
  /** What it is found by otherwise. */
  readonly found: Readonly<Record<string, string | number | null>>
  readonly doc: object
}

/** One line a kind; the tables are in `migrations/`. */
export const columnsOf = (write: Written): Columns => {
  const { value } = write
  const by = <T extends Columns['table']>(table: T, id: string, found: Columns['found'] = {}): Columns => ({
    table,
    key: { id },
    found,
    doc: value,
  })
  switch (write.put) {
    case 'account':
      return by('accounts', write.value.id)
    case 'group':
      return by('groups', write.value.id)
    case 'resource':
      return by('resources', write.value.id)
    case 'version': {
      const { resource, id } = write.value
      return { table: 'versions', key: { resource, id }, found: {}, doc: value }
    }
    case 'invitation':
      return by('invitations', write.value.id, { hash: write.value.token_hash, email: write.value.email })
    case 'api_key': {
      const { last_used_at, ...doc } = write.value
      const last_used = last_used_at?.getTime() ?? null
      return { ...by('api_keys', doc.id, { hash: doc.hash, subject: doc.subject, last_used }), doc }
    }
    case 'client':
      return by('clients', write.value.id)
    case 'identity_provider':
      return by('identity_providers', write.value.id)
    case 'email_domain':
      return by('email_domains', write.value.id, { verified: write.value.verified_at ? 1 : 0 })
    case 'identity': {
      const { idp, subject, account, scim } = write.value
      const user_name = scim?.user_name.toLowerCase() ?? null
      return { table: 'identities', key: { idp, subject }, found: { account, user_name }, doc: value }
    }
    case 'scim_token':
      return by('scim_tokens', write.value.id, { hash: write.value.hash })
    case 'scim_group':
      return by('scim_groups', write.value.id, { idp: write.value.idp })
  }
}

import { get, inBody, inPath, member, narrowing, type Operation, post, remove } from './operation.ts'

const KEYS = '/v1/orgs/{org}/api-keys'

/** API keys. */
export const keyOperations: readonly Operation[] = [
  post('key create', KEYS, {
    about:
      'Make an API key. It is printed once, and ends with your sign-in unless you signed in with kasbah login --keys.',
    example: 'kasbah key create nightly --subject service:etl --scopes check,read',
    takes: { NAME: inBody('name') },
    flags: {
      subject: member('Whose key, when not your own', 'SUBJECT'),
      scopes: member('What it may be used for: check,read,write', 'SCOPES', 'words'),
      'expires-at': member('When it ends', 'TIME'),
      networks: member('From where it may be used', 'CIDR,...', 'words'),
    },
  }),
  get('key list', KEYS, {
    about: 'List API keys.',
    example: 'kasbah key list --subject service:etl',
    flags: { subject: narrowing('Whose', 'SUBJECT') },
    paged: true,
    columns: ['id', 'subject', 'owner', 'name', 'scopes', 'hint', 'expires_at', 'last_used_at'],
  }),
  remove('key revoke', `${KEYS}/{id}`, {
    about: 'Revoke an API key.',
    example: 'kasbah key revoke key_8sJd0',
    takes: { KEY: inPath('id') },
  }),
]

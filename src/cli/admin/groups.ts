import { EXPIRES_AT } from './datasets.ts'
import { ROLE_EXPIRES_AT } from './members.ts'
import { get, inPath, member, narrowing, type Operation, put, remove } from './operation.ts'

const NAME = member('The name to show', 'NAME')
const GROUPS = '/v1/orgs/{org}/groups'
const GROUP = { GROUP: inPath('group') }

/** Groups and who is in them. */
export const groupOperations: readonly Operation[] = [
  get('group list', GROUPS, {
    about: 'List the groups.',
    example: 'kasbah group list',
    paged: true,
    columns: ['subject', 'name', 'created_at'],
  }),
  get('group get', `${GROUPS}/{group}`, {
    about: 'Show a group.',
    example: 'kasbah group get annotators',
    takes: GROUP,
  }),
  put('group put', `${GROUPS}/{group}`, {
    about: 'Make a group, or rename one.',
    example: 'kasbah group put annotators --name "Annotation team"',
    takes: GROUP,
    flags: { name: NAME },
  }),
  remove('group delete', `${GROUPS}/{group}`, {
    about: 'Delete a group, with what was granted to it.',
    example: 'kasbah group delete annotators',
    takes: GROUP,
    ends: true,
  }),
  get('group members', `${GROUPS}/{group}/members`, {
    about: 'List who is in a group.',
    example: 'kasbah group members annotators',
    takes: GROUP,
    paged: true,
    columns: ['subject', 'name', 'expires_at'],
  }),
  put('group add', `${GROUPS}/{group}/members/{subject}`, {
    about: 'Put a person, a service account or a group into a group.',
    example: 'kasbah group add annotators user:ann',
    takes: { ...GROUP, SUBJECT: inPath('subject') },
    flags: { 'expires-at': EXPIRES_AT },
  }),
  remove('group remove', `${GROUPS}/{group}/members/{subject}`, {
    about: 'Take somebody out of a group.',
    example: 'kasbah group remove annotators user:ann',
    takes: { ...GROUP, SUBJECT: inPath('subject') },
  }),
]

const SERVICES = '/v1/orgs/{org}/service-accounts'
const SERVICE = { SERVICE: inPath('id') }

/** Service accounts. */
export const serviceOperations: readonly Operation[] = [
  get('service list', SERVICES, {
    about: 'List the service accounts.',
    example: 'kasbah service list --role member',
    flags: {
      role: narrowing('Those that hold this role', 'ROLE'),
      group: narrowing('Those that are in this group', 'GROUP'),
    },
    paged: true,
    columns: ['subject', 'role', 'name', 'groups', 'created_at'],
  }),
  get('service get', `${SERVICES}/{id}`, {
    about: 'Show a service account.',
    example: 'kasbah service get etl',
    takes: SERVICE,
  }),
  put('service put', `${SERVICES}/{id}`, {
    about: 'Make a service account, or change its name or role.',
    example: 'kasbah service put etl --role member',
    takes: SERVICE,
    flags: { name: NAME, role: member('The role', 'ROLE'), 'expires-at': ROLE_EXPIRES_AT },
  }),
  remove('service delete', `${SERVICES}/{id}`, {
    about: 'Delete a service account, with its keys and what was granted to it.',
    example: 'kasbah service delete etl',
    takes: SERVICE,
    ends: true,
  }),
]

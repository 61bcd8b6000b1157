import { get, inPath, member, narrowing, type Operation, put, remove } from './operation.ts'

const ROLES = '/v1/orgs/{org}/roles'
const ONE = `${ROLES}/{role}`
const ROLE = { ROLE: inPath('role') }
const SHOWN = ['role', 'title', 'description', 'based_on', 'may', 'may_not']

/** Roles: those of the policy set, and the organisation's own. */
export const roleOperations: readonly Operation[] = [
  get('role list', ROLES, {
    about: 'List the roles, the strongest first.',
    example: 'kasbah role list',
    columns: ['role', 'based_on', 'title', 'description'],
  }),
  get('role get', ONE, {
    about: 'Show a role, and what it may.',
    example: 'kasbah role get labeler-lead',
    takes: ROLE,
    shows: [...SHOWN, 'allowed'],
  }),
  put('role put', ONE, {
    about: 'Make a role of your organisation, or change one.',
    example:
      'kasbah role put labeler-lead --based-on labeler --title "Lead of labelers" --may datasets=can_tag',
    takes: ROLE,
    flags: {
      'based-on': member('The role of the policy set that its holders have as well', 'ROLE'),
      title: member('The title to show', 'TEXT'),
      description: member('What it is for', 'TEXT'),
      may: member('What it may in addition, such as org=members.read,datasets=LEVEL', 'RIGHTS', 'rights'),
      'may-not': member('What it may never do, such as datasets=clone', 'RIGHTS', 'rights'),
      accept: member(
        'escalation: it comes to what administrators alone may, and that is meant',
        'WORDS',
        'words',
      ),
    },
    shows: [...SHOWN, 'notes'],
  }),
  remove('role delete', ONE, {
    about: 'Delete a role of your organisation.',
    example: 'kasbah role delete labeler-lead --move-to labeler',
    takes: ROLE,
    flags: { 'move-to': narrowing('The role that whoever has it gets', 'ROLE') },
    ends: true,
  }),
]

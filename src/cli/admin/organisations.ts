import { get, inBody, member, type Operation, patch, post, remove } from './operation.ts'

const ORG = '/v1/orgs/{org}'

/** Organisations and their settings. */
export const orgOperations: readonly Operation[] = [
  post('org create', '/v1/orgs', {
    about: 'Make an organisation (the operator).',
    example: 'kasbah org create acme "Acme Robotics" --admin user:ada',
    takes: { ID: inBody('id'), NAME: inBody('name') },
    flags: {
      'policy-set': member('Its policy set', 'SET'),
      admin: member('Its first administrator', 'SUBJECT'),
    },
  }),
  get('org list', '/v1/orgs', {
    about: 'List the organisations that you can see.',
    example: 'kasbah org list',
    paged: true,
    columns: ['id', 'name', 'policy_set', 'created_at'],
  }),
  get('org get', ORG, { about: 'Show your organisation.', example: 'kasbah org get' }),
  patch('org rename', ORG, {
    about: 'Rename your organisation.',
    example: 'kasbah org rename "Acme"',
    takes: { NAME: inBody('name') },
  }),
  remove('org delete', ORG, {
    about: 'Delete an organisation, with everything in it.',
    example: 'kasbah org delete --org acme',
    tried: 'nothing was changed; the organisation would go, with every rule and record in it',
    ends: true,
  }),
  get('org settings', `${ORG}/settings`, {
    about: 'Show the settings of your organisation.',
    example: 'kasbah org settings',
  }),
  patch('org set', `${ORG}/settings`, {
    about: 'Change settings of your organisation.',
    example: 'kasbah org set --newcomer-role guest --invitation-days 14',
    flags: {
      'newcomer-role': member('The role of a person who signs in for the first time', 'ROLE'),
      'default-access': member('The level that everybody has on a new dataset', 'LEVEL'),
      'invitation-days': member('How long an invitation can be accepted', 'DAYS', 'number'),
      'api-key-max-days': member('How long a key may live; null: without end', 'DAYS', 'json'),
      'decision-sample': member('The part of allowed decisions that is recorded, 0 to 1', 'PART', 'number'),
      'decision-mask': member('Whether people are recorded by pseudonym', 'true|false', 'json'),
      'decision-days': member(
        'Days that decisions are kept, at most those of the operator; null: as the operator says',
        'N',
        'json',
      ),
      'audit-days': member(
        'Days that the trail is kept, at least those of the operator; null: as the operator says',
        'N',
        'json',
      ),
      language: member('What people are written to in, such as de', 'TAG'),
      networks: member('From where keys may be used', 'CIDR,...', 'words'),
    },
  }),
  post('org change', `${ORG}/changes`, {
    about: 'Do up to 1,000 operations as one change, all or nothing, from a JSON file with `operations`.',
    example: 'kasbah org change --file changes.json --dry-run',
    fromFile: 'must',
  }),
]

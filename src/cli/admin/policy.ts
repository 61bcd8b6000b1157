import { get, inPath, type Operation, remove } from './operation.ts'

const POLICY = '/v1/orgs/{org}/policy'

/** An organisation's policy: its history, and the plans that wait. `kasbah policy plan` and `apply` have a form of their own. */
export const policyOperations: readonly Operation[] = [
  get('policy history', `${POLICY}/revisions`, {
    about: 'List the changes of the organisation, the newest first.',
    example: 'kasbah policy history --limit 20',
    paged: true,
    columns: ['revision', 'at', 'actor', 'action', 'resource', 'adds', 'removes', 'reason'],
  }),
  get('policy show', `${POLICY}/revisions/{revision}`, {
    about: 'Show one change with its rules.',
    example: 'kasbah policy show 12',
    takes: { REVISION: inPath('revision') },
  }),
  get('policy plans', `${POLICY}/plans`, {
    about: 'List the plans that wait.',
    example: 'kasbah policy plans',
    columns: [
      'id',
      'kind',
      'plan_revision',
      'created_by',
      'author',
      'created_at',
      'rules_added',
      'rules_removed',
      'pairs',
      'reason',
    ],
  }),
  get('policy review', `${POLICY}/plans/{plan}`, {
    about: 'Show a plan as its reviewer reads it.',
    example: 'kasbah policy review plan_8sJd0',
    takes: { PLAN: inPath('plan') },
    readsText: true,
  }),
  get('policy catalogue', '/v1/orgs/{org}/catalogue', {
    about: 'Show what your policy set holds, in words: roles, levels, actions, rules.',
    example: 'kasbah policy catalogue',
    shows: ['policy_set', 'digest', 'title', 'roles', 'levels', 'actions', 'rules'],
  }),
  get('policy sets', '/v1/policy-sets', {
    about: 'List the installed policy sets (the operator).',
    example: 'kasbah policy sets',
    columns: ['name', 'digest', 'installed_at', 'organisations'],
  }),
  get('policy set', '/v1/policy-sets/{set}', {
    about: 'Show an installed policy set with its files, its versions and who uses it (the operator).',
    example: 'kasbah policy set datasets',
    takes: { SET: inPath('set') },
  }),
  remove('policy cancel', `${POLICY}/plans/{plan}`, {
    about: 'Take a plan back.',
    example: 'kasbah policy cancel plan_8sJd0',
    takes: { PLAN: inPath('plan') },
  }),
]

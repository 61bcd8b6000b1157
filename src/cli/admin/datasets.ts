import {
  get,
  inBody,
  inPath,
  member,
  narrowing,
  type Operation,
  patch,
  post,
  put,
  remove,
  TIMES,
} from './operation.ts'

/** What a line of the trail did, in a few words each; more than it holds is said. */
const effectsOf = ({ effects, more_effects: more }: Readonly<Record<string, unknown>>): readonly string[] => [
  ...(Array.isArray(effects) ? effects.map(effectText) : []),
  ...(more === undefined ? [] : [`and ${more} more`]),
]

const effectText = ({ what, id, subject, resource, from, to }: Readonly<Record<string, string>>): string => {
  const about = [subject && `of ${subject}`, resource && `on ${resource}`].filter(Boolean)
  const things = [what?.replaceAll('_', ' '), ...(about.length > 0 ? about : [id])].filter(Boolean).join(' ')
  if (from === undefined && to === undefined) return things
  return `${things}: ${from === undefined ? to : `${from} > ${to ?? 'none'}`}`
}

const DATASETS = '/v1/orgs/{org}/datasets'
const ONE = `${DATASETS}/{id}`
const DATASET = { DATASET: inPath('id') }
const NAME = member('The name to show', 'NAME')
const ATTRIBUTES = member('Attributes, as JSON', 'JSON', 'json')
const ID = member('Its id, when you choose it', 'ID')
export const EXPIRES_AT = member('When it ends', 'TIME')
const CREATOR = member('Who made it, when not you', 'SUBJECT')

/** Datasets, and their snapshots. */
export const datasetOperations: readonly Operation[] = [
  get('dataset list', DATASETS, {
    about: 'List the datasets.',
    example: 'kasbah dataset list --name str',
    flags: {
      name: narrowing('Those whose name begins with this', 'TEXT'),
      attribute: narrowing('Those with this attribute', 'NAME=VALUE'),
    },
    paged: true,
    columns: ['resource', 'name', 'creator', 'created_at'],
  }),
  get('dataset get', ONE, {
    about: 'Show a dataset.',
    example: 'kasbah dataset get streets',
    takes: DATASET,
  }),
  post('dataset create', DATASETS, {
    about: 'Register a dataset.',
    example: 'kasbah dataset create "Streets of Fez" --id streets --default-access can_view',
    takes: { NAME: inBody('name') },
    flags: {
      id: ID,
      attributes: ATTRIBUTES,
      'default-access': member('The level that everybody has', 'LEVEL'),
      creator: CREATOR,
    },
  }),
  patch('dataset update', ONE, {
    about: 'Change the name or the attributes of a dataset.',
    example: 'kasbah dataset update streets --name "Streets of Fez, 2026"',
    takes: DATASET,
    flags: { name: NAME, attributes: ATTRIBUTES },
  }),
  post('dataset clone', `${ONE}/clone`, {
    about: 'Register a copy of a dataset, with the access of the first.',
    example: 'kasbah dataset clone streets --id streets-2',
    takes: DATASET,
    flags: { id: ID, name: NAME, creator: CREATOR },
  }),
  remove('dataset delete', ONE, {
    about: 'Delete a dataset, with what was granted on it.',
    example: 'kasbah dataset delete streets',
    takes: DATASET,
    ends: true,
  }),
  get('dataset snapshots', `${ONE}/snapshots`, {
    about: 'List the snapshots of a dataset.',
    example: 'kasbah dataset snapshots streets',
    takes: DATASET,
    paged: true,
    columns: ['id', 'name', 'created_by', 'created_at', 'reverted_at'],
  }),
  post('dataset snapshot', `${ONE}/snapshots`, {
    about: 'Record a snapshot of a dataset.',
    example: 'kasbah dataset snapshot streets "before the cleaning"',
    takes: { ...DATASET, NAME: inBody('name') },
    flags: { id: ID },
  }),
  post('dataset revert', `${ONE}/snapshots/{snapshot}/revert`, {
    about: 'Record that a dataset went back to a snapshot.',
    example: 'kasbah dataset revert streets snap_8sJd0',
    takes: { ...DATASET, SNAPSHOT: inPath('snapshot') },
  }),
  remove('dataset delete-snapshot', `${ONE}/snapshots/{snapshot}`, {
    about: 'Delete a snapshot of a dataset.',
    example: 'kasbah dataset delete-snapshot streets snap_8sJd0',
    takes: { ...DATASET, SNAPSHOT: inPath('snapshot') },
    ends: true,
  }),
]

const GRANT = `${ONE}/access/grants/{subject}`
const GRANTED = { ...DATASET, SUBJECT: inPath('subject') }

/** Who was given what, and who may do what. */
export const accessOperations: readonly Operation[] = [
  put('grant set', GRANT, {
    about: 'Give somebody a level on a dataset.',
    example: 'kasbah grant set streets group:annotators can_edit',
    takes: { ...GRANTED, LEVEL: inBody('level') },
    flags: { 'expires-at': EXPIRES_AT },
  }),
  remove('grant remove', GRANT, {
    about: 'Take a grant on a dataset back.',
    example: 'kasbah grant remove streets user:ann',
    takes: GRANTED,
  }),
  get('access show', `${ONE}/access`, {
    about: 'Show who may do what on a dataset, and why.',
    example: 'kasbah access show streets',
    takes: DATASET,
    flags: {
      'as-of': narrowing('As it was at this revision or time', 'WHEN'),
      limit: narrowing('So many accounts, up to 1,000; 100 when absent', 'N'),
      'page-token': narrowing('Go on with the accounts from here', 'TOKEN'),
      'grants-token': narrowing('Go on with the grants from here', 'TOKEN'),
    },
  }),
  put('access default', `${ONE}/access/default`, {
    about: 'Set the level that everybody has on a dataset; none removes it.',
    example: 'kasbah access default streets can_view',
    takes: { ...DATASET, LEVEL: inBody('level') },
    flags: { 'expires-at': EXPIRES_AT },
  }),
  get('access ending', '/v1/orgs/{org}/ending', {
    about: 'List roles, memberships and grants that end soon.',
    example: 'kasbah access ending --until 2026-12-24',
    flags: { until: narrowing('What ends by then; in the next 30 days when absent', 'TIME') },
    paged: true,
    columns: ['expires_at', 'subject', 'role', 'group', 'resource', 'level', 'reason'],
  }),
  get('access report', '/v1/orgs/{org}/permissions', {
    about: 'Report the level of a person on every dataset, or of everybody on one, with the reason.',
    example: 'kasbah access report --subject user:ann',
    flags: {
      subject: narrowing('Whose levels', 'SUBJECT'),
      resource: narrowing('On what', 'RESOURCE'),
      'as-of': narrowing('As it was at this revision or time', 'WHEN'),
      revision: narrowing('As it was at this revision', 'N'),
      given: narrowing('true: also who gave it, when and why', 'BOOLEAN'),
    },
    paged: true,
    columns: ['subject', 'resource', 'level', 'via'],
    askedFor: ['given'],
  }),
  get('audit', '/v1/orgs/{org}/audit', {
    about: 'Read the trail, the newest line first.',
    example: 'kasbah audit --subject user:ann --since 2026-05-01 --limit 50',
    flags: {
      actor: narrowing('Who did it', 'SUBJECT'),
      subject: narrowing('Every line that touches this subject', 'SUBJECT'),
      action: narrowing('What was done, such as setGrant', 'OPERATION'),
      outcome: narrowing('done or refused', 'OUTCOME'),
      resource: narrowing('To what', 'RESOURCE'),
      ...TIMES,
    },
    paged: true,
    columns: ['at', 'actor', 'action', 'resource', 'outcome', 'effects', 'reason'],
    seen: line => ({ ...line, effects: effectsOf(line) }),
  }),
  get('decisions', '/v1/orgs/{org}/decisions', {
    about: 'Read the decisions that were recorded, the newest first.',
    example: 'kasbah decisions --subject user:ann --allowed false --since 2026-05-01',
    flags: {
      subject: narrowing('Who was asked about', 'SUBJECT'),
      resource: narrowing('On what', 'RESOURCE'),
      action: narrowing('What was asked, such as view', 'ACTION'),
      allowed: narrowing('true or false', 'OUTCOME'),
      rule: narrowing('By which rule, as a line of policy text', 'RULE'),
      ...TIMES,
    },
    paged: true,
    columns: ['at', 'subject', 'action', 'resource', 'allowed', 'reason', 'revision', 'asked_by'],
  }),
]

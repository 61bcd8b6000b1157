import { get, inBody, inPath, member, narrowing, type Operation, post, put, remove } from './operation.ts'

const MEMBERS = '/v1/orgs/{org}/members'
const IDENTITIES = `${MEMBERS}/{user}/identities`
const USER = { USER: inPath('user') }
const ATTRIBUTES = member('Attributes, as JSON', 'JSON', 'json')
export const ROLE_EXPIRES_AT = member('When the role ends', 'TIME')
const ACCESS_EXPIRES_AT = member('When the role and the grants end', 'TIME')
const NAME = member('The name to show', 'NAME')
const SHOWN = ['subject', 'role', 'expires_at', 'name', 'email', 'groups', 'disabled', 'created_at']

/** People. */
export const memberOperations: readonly Operation[] = [
  get('member list', MEMBERS, {
    about: 'List the people of an organisation.',
    example: 'kasbah member list --role admin --name mia',
    flags: {
      role: narrowing('Those who hold this role', 'ROLE'),
      group: narrowing('Those who are in this group', 'GROUP'),
      email: narrowing('Those with this mail address', 'ADDRESS'),
      name: narrowing('Those whose name begins with this', 'TEXT'),
      address: narrowing('Those whose mail address begins with this', 'TEXT'),
      attribute: narrowing('Those with this attribute', 'NAME=VALUE'),
    },
    paged: true,
    columns: ['subject', 'role', 'name', 'email', 'groups', 'disabled'],
  }),
  get('member get', `${MEMBERS}/{user}`, {
    about: 'Show a person: role, groups, address.',
    example: 'kasbah member get ann',
    takes: USER,
    shows: SHOWN,
  }),
  put('member add', `${MEMBERS}/{user}`, {
    about: 'Add a person, or change role, name or address of one.',
    example: 'kasbah member add ann --role member --email ann@acme.example',
    takes: USER,
    flags: {
      role: member('The role, such as member or admin', 'ROLE'),
      'expires-at': ROLE_EXPIRES_AT,
      name: NAME,
      email: member('The mail address', 'ADDRESS'),
      'external-id': member('What their identity provider calls them', 'ID'),
      attributes: ATTRIBUTES,
    },
    shows: SHOWN,
  }),
  remove('member remove', `${MEMBERS}/{user}`, {
    about: 'Take a person out of the organisation, with every right and every key.',
    example: 'kasbah member remove ann',
    takes: USER,
    ends: true,
  }),
  post('member disable', `${MEMBERS}/{user}/disable`, {
    about: 'Deny a person everything, and keep what was granted.',
    example: 'kasbah member disable ann',
    takes: USER,
    shows: SHOWN,
  }),
  post('member enable', `${MEMBERS}/{user}/enable`, {
    about: 'Let a disabled person work again.',
    example: 'kasbah member enable ann',
    takes: USER,
    shows: SHOWN,
  }),
  remove('member sign-out', `${MEMBERS}/{id}/sessions`, {
    about: 'End every session of a person.',
    example: 'kasbah member sign-out ann',
    takes: { USER: inPath('id') },
  }),
  get('member identities', IDENTITIES, {
    about: 'List by what a person is recognised at sign-in.',
    example: 'kasbah member identities ann',
    takes: USER,
    columns: ['id', 'idp', 'subject', 'created_at'],
  }),
  post('member link', IDENTITIES, {
    about: 'Recognise a person by what an identity provider calls them.',
    example: 'kasbah member link ann idp_okta 00u1b2c3',
    takes: { ...USER, IDP: inBody('idp'), SUBJECT: inBody('subject') },
  }),
  post('member merge', `${MEMBERS}/{user}/merge`, {
    about: 'Make one of two accounts of a person. See first what moves: --dry-run.',
    example: 'kasbah member merge ann usr_8sJd0 --dry-run',
    takes: { ...USER, FROM: inBody('from') },
    flags: { role: member('One of the two roles', 'ROLE') },
    ends: true,
  }),
  remove('member unlink', `${IDENTITIES}/{id}`, {
    about: 'Stop recognising a person by an identity.',
    example: 'kasbah member unlink ann ident_8sJd0',
    takes: { ...USER, IDENTITY: inPath('id') },
  }),
]

const INVITATIONS = '/v1/orgs/{org}/invitations'

/** Invitations. */
export const inviteOperations: readonly Operation[] = [
  post('invite send', INVITATIONS, {
    about: 'Invite somebody by mail address.',
    example: 'kasbah invite send bo@example.org guest --grants dataset:streets=can_view',
    takes: { ADDRESS: inBody('email'), ROLE: inBody('role') },
    flags: {
      grants: member('What to grant, such as dataset:streets=LEVEL,dataset:parks=LEVEL', 'GRANTS', 'grants'),
      'access-expires-at': ACCESS_EXPIRES_AT,
      language: member('What they are written to in, such as de', 'TAG'),
    },
  }),
  post('invite bulk', `${INVITATIONS}/bulk`, {
    about: 'Invite many people: pasted addresses, or CSV with the columns email and role.',
    example: 'kasbah invite bulk --role guest --text "$(cat team.csv)"',
    flags: {
      text: member('The addresses, or the CSV', 'TEXT'),
      role: member('For people whose line names none', 'ROLE'),
      grants: member('What to grant, such as dataset:streets=LEVEL,dataset:parks=LEVEL', 'GRANTS', 'grants'),
      'access-expires-at': ACCESS_EXPIRES_AT,
      language: member('What they are written to in, such as de', 'TAG'),
    },
  }),
  get('invite list', INVITATIONS, {
    about: 'List the open invitations.',
    example: 'kasbah invite list',
    paged: true,
    columns: ['id', 'email', 'role', 'invited_by', 'expires_at'],
  }),
  remove('invite revoke', `${INVITATIONS}/{id}`, {
    about: 'Take an invitation back.',
    example: 'kasbah invite revoke inv_8sJd0',
    takes: { INVITATION: inPath('id') },
  }),
]

const SUPPORT = '/v1/orgs/{org}/support-access'

/** The organisation, opened to somebody outside. */
export const supportOperations: readonly Operation[] = [
  post('support open', SUPPORT, {
    about: 'Open the organisation to somebody outside, for a while.',
    example:
      'kasbah support open can_view "the slow import" 2026-12-24T18:00:00Z --email help@vendor.example',
    takes: { LEVEL: inBody('level'), PURPOSE: inBody('purpose'), EXPIRES_AT: inBody('expires_at') },
    flags: {
      email: member('Their address', 'ADDRESS'),
      account: member('What they are called elsewhere', 'NAME'),
    },
  }),
  get('support list', SUPPORT, {
    about: 'List to whom outside the organisation is open.',
    example: 'kasbah support list',
    paged: true,
    columns: ['subject', 'email', 'level', 'purpose', 'opened_by', 'expires_at'],
  }),
  remove('support end', `${SUPPORT}/{user}`, {
    about: 'End support access before its time.',
    example: 'kasbah support end support_8sJd0',
    takes: USER,
    ends: true,
  }),
]

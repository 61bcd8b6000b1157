import { get, inBody, inPath, member, type Operation, post, remove } from './operation.ts'

const CLIENTS = '/v1/clients'
const CLIENT = { CLIENT: inPath('id') }

/** What the operator does for all organisations. */
export const platformOperations: readonly Operation[] = [
  get('platform-client list', CLIENTS, {
    about: 'List the applications of the platform (the operator).',
    example: 'kasbah platform-client list',
    columns: ['client_id', 'kind', 'name', 'redirect_uris', 'created_at'],
  }),
  get('platform-client get', `${CLIENTS}/{id}`, {
    about: 'Show an application of the platform (the operator).',
    example: 'kasbah platform-client get app_8sJd0',
    takes: CLIENT,
  }),
  post('platform-client create', CLIENTS, {
    about:
      'Register an application for people of every organisation (the operator). Its secret is printed once.',
    example: 'kasbah platform-client create web "Atlas" --redirect-uris https://atlas.example/callback',
    takes: { KIND: inBody('kind'), NAME: inBody('name') },
    flags: {
      'redirect-uris': member('Where people come back to', 'URL,...', 'words'),
      scopes: member('What it may ask for', 'SCOPES', 'words'),
    },
    fromFile: 'may',
  }),
  post('platform-client secret', `${CLIENTS}/{id}/secret`, {
    about: 'Make a new secret (the operator). It is printed once; the old one goes on for a while.',
    example: 'kasbah platform-client secret app_8sJd0 --overlap-seconds 3600',
    takes: CLIENT,
    flags: { 'overlap-seconds': member('How long the old one goes on', 'SECONDS', 'number') },
  }),
  remove('platform-client delete', `${CLIENTS}/{id}`, {
    about: 'Remove an application of the platform, with its tokens (the operator).',
    example: 'kasbah platform-client delete app_8sJd0',
    takes: CLIENT,
    ends: true,
  }),
]

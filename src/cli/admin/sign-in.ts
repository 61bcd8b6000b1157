import { get, inBody, inPath, member, narrowing, type Operation, post, put, remove } from './operation.ts'

const IDPS = '/v1/orgs/{org}/identity-providers'
const IDP = { IDP: inPath('idp') }
const DOMAINS = '/v1/orgs/{org}/email-domains'
const DOMAIN = { DOMAIN: inPath('domain') }
const SCIM = '/v1/orgs/{org}/scim-tokens'

/** The addresses that its protocol has. */
const OF_PROTOCOL: Readonly<Record<string, readonly string[]>> = {
  oidc: ['callback', 'logout', 'signed_out'],
  saml: ['metadata', 'acs', 'slo'],
}

const seen: Operation['seen'] = reply => {
  const names = OF_PROTOCOL[String(reply.protocol)]
  const addresses = Object.entries(reply.addresses ?? {}).filter(([name]) => names?.includes(name) ?? true)
  return { ...reply, ...(reply.addresses === undefined ? {} : { addresses: Object.fromEntries(addresses) }) }
}

/** How an organisation's people sign in: identity providers, mail domains, SCIM. */
export const idpOperations: readonly Operation[] = [
  get('idp list', IDPS, {
    about: 'List the identity providers.',
    example: 'kasbah idp list',
    columns: ['id', 'name', 'protocol', 'enabled', 'join_by', 'join_linked', 'created_at'],
  }),
  get('idp get', `${IDPS}/{idp}`, {
    about: 'Show an identity provider, with the addresses to enter there.',
    seen,
    example: 'kasbah idp get idp_okta',
    takes: IDP,
  }),
  post('idp create', IDPS, {
    about: 'Connect an identity provider, described in a JSON file.',
    seen,
    example: 'kasbah idp create --file okta.json',
    fromFile: 'must',
  }),
  post('idp begin', `${IDPS}/drafts`, {
    about: 'Begin an identity provider that wants our addresses first; `idp update` finishes it.',
    seen,
    example: 'kasbah idp begin Okta saml',
    takes: { NAME: inBody('name'), PROTOCOL: inBody('protocol') },
  }),
  put('idp update', `${IDPS}/{idp}`, {
    about: 'Replace the description of an identity provider.',
    seen,
    example: 'kasbah idp update idp_okta --file okta.json',
    takes: IDP,
    fromFile: 'must',
  }),
  remove('idp delete', `${IDPS}/{idp}`, {
    about:
      'Disconnect an identity provider: nobody signs in by it any more. With --take mapped, also after it is gone, what only its mappings gave goes, too: see it first with --dry-run.',
    example: 'kasbah idp delete idp_okta --take mapped --dry-run',
    takes: IDP,
    flags: { take: narrowing('What goes with it', 'mapped') },
    ends: true,
  }),
  post('idp test', `${IDPS}/{idp}/test`, {
    about: 'Test the connection to an identity provider.',
    example: 'kasbah idp test idp_okta',
    takes: IDP,
  }),
  post('idp read-metadata', `${IDPS}/{idp}/metadata`, {
    about: 'Read the metadata of a SAML identity provider again, now.',
    example: 'kasbah idp read-metadata idp_okta',
    takes: IDP,
  }),
  post('idp preview', `${IDPS}/{idp}/preview`, {
    about:
      'Show what the mappings would change for the people who signed in: the saved ones, or others from a JSON file with `mappings`.',
    example: 'kasbah idp preview idp_okta --file mappings.json',
    takes: IDP,
    fromFile: 'may',
    paged: true,
    columns: ['subject', 'role', 'joins', 'leaves', 'changes'],
  }),
  post('idp join-preview', `${IDPS}/{idp}/join-preview`, {
    about: 'Show who would be recognised at a first sign-in, by another rule than the saved one with --file.',
    example: 'kasbah idp join-preview idp_okta',
    takes: IDP,
    fromFile: 'may',
    paged: true,
    columns: ['subject', 'name', 'email', 'external_id', 'joins'],
  }),
  get('domain list', DOMAINS, {
    about: 'List the mail domains.',
    example: 'kasbah domain list',
    columns: ['domain', 'idp', 'verified_at', 'created_at'],
  }),
  put('domain put', `${DOMAINS}/{domain}`, {
    about: 'Claim a mail domain, or choose the identity provider of its people.',
    example: 'kasbah domain put acme.example --idp idp_okta',
    takes: DOMAIN,
    flags: { idp: member('Where people of this domain sign in', 'IDP') },
  }),
  post('domain verify', `${DOMAINS}/{domain}/verify`, {
    about: 'Look for the TXT record that proves a mail domain.',
    example: 'kasbah domain verify acme.example',
    takes: DOMAIN,
  }),
  remove('domain delete', `${DOMAINS}/{domain}`, {
    about: 'Give a mail domain up.',
    example: 'kasbah domain delete acme.example',
    takes: DOMAIN,
    ends: true,
  }),
  get('scim list', SCIM, {
    about: 'List the SCIM tokens.',
    example: 'kasbah scim list',
    columns: ['id', 'idp', 'provider', 'name', 'hint', 'expires_at'],
  }),
  post('scim create', SCIM, {
    about: 'Make a SCIM token for an identity provider. It is printed once.',
    example: 'kasbah scim create idp_okta "Okta provisioning"',
    takes: { IDP: inBody('idp'), NAME: inBody('name') },
    flags: { 'expires-at': member('When it ends', 'TIME') },
  }),
  remove('scim revoke', `${SCIM}/{id}`, {
    about: 'Revoke a SCIM token.',
    example: 'kasbah scim revoke scim_8sJd0',
    takes: { TOKEN: inPath('id') },
  }),
]

const CLIENTS = '/v1/orgs/{org}/clients'
const CLIENT = { CLIENT: inPath('id') }
const CLIENT_SHOWN = ['client_id', 'kind', 'name', 'redirect_uris', 'created_at']

/** Applications that sign people in here. */
export const clientOperations: readonly Operation[] = [
  get('client list', CLIENTS, {
    about: 'List the applications.',
    example: 'kasbah client list',
    paged: true,
    columns: CLIENT_SHOWN,
  }),
  get('client get', `${CLIENTS}/{id}`, {
    about: 'Show an application.',
    example: 'kasbah client get app_8sJd0',
    takes: CLIENT,
  }),
  post('client create', CLIENTS, {
    about: 'Register an application. Its secret is printed once.',
    example: 'kasbah client create web "Labelling" --redirect-uris https://label.acme.example/callback',
    takes: { KIND: inBody('kind'), NAME: inBody('name') },
    flags: {
      'redirect-uris': member('Where people come back to', 'URL,...', 'words'),
      scopes: member('What it may ask for', 'SCOPES', 'words'),
      subject: member('The id of the service account that it acts as (kind service)', 'ID'),
    },
    fromFile: 'may',
  }),
  put('client update', `${CLIENTS}/{id}`, {
    about: 'Replace the description of an application.',
    example: 'kasbah client update app_8sJd0 --file app.json',
    takes: CLIENT,
    fromFile: 'must',
  }),
  post('client secret', `${CLIENTS}/{id}/secret`, {
    about: 'Make a new secret. It is printed once; the old one goes on for a while.',
    example: 'kasbah client secret app_8sJd0 --overlap-seconds 3600',
    takes: CLIENT,
    flags: {
      'overlap-seconds': member('How long the old one goes on', 'SECONDS', 'number'),
    },
  }),
  remove('client end-tokens', `${CLIENTS}/{id}/tokens`, {
    about: 'End every token of an application.',
    example: 'kasbah client end-tokens app_8sJd0',
    takes: CLIENT,
  }),
  remove('client delete', `${CLIENTS}/{id}`, {
    about: 'Remove an application, with its tokens.',
    example: 'kasbah client delete app_8sJd0',
    takes: CLIENT,
    ends: true,
  }),
  get('session list', '/v1/sessions', {
    about: 'List your own sessions.',
    example: 'kasbah session list',
    paged: true,
    columns: ['id', 'kind', 'signed_in_at', 'expires_at', 'clients'],
  }),
  remove('session end', '/v1/sessions/{id}', {
    about: 'End one of your sessions.',
    example: 'kasbah session end ses_8sJd0',
    takes: { SESSION: inPath('id') },
  }),
  remove('session end-all', '/v1/sessions', {
    about: 'Sign out everywhere.',
    example: 'kasbah session end-all',
    ends: true,
  }),
]

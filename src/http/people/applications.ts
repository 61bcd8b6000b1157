/** Where a person can go from here: the applications of their organisation that say where a sign-in begins. */
import type { IdentityRoom } from '../../identity/identity.ts'
import type { OrgId } from '../../model/id.ts'
import { html, type Markup } from '../../pages/markup.ts'

export interface Application {
  readonly id: string
  /** Where a sign-in begins, as it is registered. */
  readonly begins: string
  readonly name: string
  readonly href: string
}

/** The most clients that are looked at. */
const MOST = 100

export const applicationsOf = async (
  { clients, platformClients }: Pick<IdentityRoom, 'clients' | 'platformClients'>,
  publicUrl: URL,
  org: OrgId,
): Promise<readonly Application[]> => {
  const [{ items }, platform] = await Promise.all([
    clients.list(org, { limit: MOST }),
    platformClients.list(),
  ])
  return [...items, ...platform].slice(0, MOST).flatMap(({ id, name, initiate_login_uri }) => {
    if (initiate_login_uri === undefined) return []
    // As OpenID Connect has it for a sign-in that begins elsewhere.
    const href = new URL(initiate_login_uri)
    href.searchParams.set('iss', `${publicUrl.origin}/oidc`)
    return [{ id, begins: initiate_login_uri, name, href: href.href }]
  })
}

export const applicationLinks = (applications: readonly Application[]): Markup =>
  html`<ul class="list">
${applications.map(
  ({ name, href }) => html`<li><a href="${href}">${name}</a></li>
`,
)}</ul>`

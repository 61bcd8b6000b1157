import type { OrgId } from '../../src/model/id.ts'

interface Wish {
  readonly role: string
  readonly scopes: readonly ('check' | 'read' | 'write')[]
}

/** Makes a service account of an organisation and a key for it, through the service itself. */
export const keyOf = async (
  { url, operator }: { readonly url: URL; readonly operator: string },
  org: OrgId,
  { role, scopes }: Wish,
): Promise<string> => {
  const ask = async (method: string, path: string, body: object) => {
    const response = await fetch(new URL(`/v1/orgs/${org}${path}`, url), {
      method,
      headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { key?: string }
  }
  await ask('PUT', '/service-accounts/bench', { role })
  const { key } = await ask('POST', '/api-keys', { subject: 'service:bench', name: 'bench', scopes })
  if (key === undefined) throw new Error('the service made no key')
  return key
}

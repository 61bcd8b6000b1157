import type { TryingOut } from '../compose/trying-out.ts'
import { type Config, nearAddress } from '../config/config.ts'
import { VERSION } from '../config/version.ts'

const elsewhere = (publicUrl: string, listen: Config['listen']): string => {
  const near = nearAddress(listen)
  return near === publicUrl ? '' : `, listening on ${near.replace('http://', '')}`
}

export const keyText = (key: string): string => `\nOperator key, shown this once:\n  ${key}\n`

export const tryingText = (
  { publicUrl, withoutCredentials }: Config,
  { set, fixture }: TryingOut,
  key: string,
) => `
The set ${set} is tried out with the organisation ${fixture.organisation}, and forgotten at the end.
AuthZEN: ${publicUrl}/.well-known/authzen-configuration
Its application asks with the key below${withoutCredentials ? ', or without one' : ''}:
  ${key}
`

/** What a person reads who started the service. */
export const banner = (
  { mode, publicUrl, listen }: Pick<Config, 'mode' | 'publicUrl' | 'listen'>,
  firstKey: string | undefined,
): string => `
Kasbah ${VERSION} is ready at ${publicUrl} (${mode})${elsewhere(publicUrl, listen)}
${firstKey === undefined ? '' : keyText(firstKey)}
Try, with KEY set to ${firstKey === undefined ? 'the operator key' : 'it'}:
  curl -H "Authorization: Bearer $KEY" ${publicUrl}/v1/whoami
  curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
    -d '{"id":"acme","name":"Acme"}' ${publicUrl}/v1/orgs
  curl -H "Authorization: Bearer $KEY" ${publicUrl}/v1/orgs/acme/settings

Every call: ${publicUrl}/docs   Stop: Ctrl-C
`

/** Where it listens, for the log: the public address is often another one. */
export const addressFacts = ({ listen, publicUrl, mode, store }: Config) => ({
  listen: nearAddress(listen).replace('http://', ''),
  public_url: publicUrl,
  mode,
  store: store.slice(0, store.indexOf(':')),
})

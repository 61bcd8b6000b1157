import { askService } from '../ask-service.ts'
import { serviceOf, URL_FLAG } from '../service-address.ts'
import { type Call, Unanswered, UsageError, type Verb } from '../verb.ts'

export const initVerb: Verb = {
  name: 'init',
  about:
    'Make an organisation and invite its first administrator, with the operator key in KASBAH_TOKEN. Run it again for a new link.',
  example: 'KASBAH_TOKEN=$OPERATOR_KEY kasbah init --org acme --admin me@acme.example',
  takes: [],
  flags: {
    org: { about: 'The id of the organisation', value: 'ORG' },
    admin: { about: 'The mail address of its first administrator', value: 'ADDRESS' },
    name: { about: 'Its name; the id when absent', value: 'NAME' },
    'policy-set': { about: 'Its policy set, when not the default', value: 'SET' },
    ...URL_FLAG,
  },
  configured: true,
  run: async call => {
    const { org, email } = named(call)
    await make(call, org)
    const at = `/v1/orgs/${encodeURIComponent(org)}`
    const { administrator: role } = await askService(call, `${at}/catalogue`)
    const { link } = await askService(call, `${at}/invitations`, { email, role })
    console.log(`${email} is invited to ${org} as ${role}. Open this link in a browser, sign in and accept:`)
    console.log(`\n  ${link}\n`)
    const { items: idps } = await askService(call, `${at}/identity-providers`)
    if (Array.isArray(idps) && idps.length === 0)
      console.log(
        `No identity provider is connected yet. On your own machine a page stands in for one; elsewhere connect it before the link is opened: kasbah idp create --org ${org} --file idp.json\n`,
      )
    console.log(`Then work from here: kasbah login --url ${serviceOf(call)} --org ${org}`)
    return 0
  },
}

const named = ({ flags: { org, admin } }: Call): { readonly org: string; readonly email: string } => {
  if (org === undefined || admin === undefined) throw new UsageError('kasbah init needs --org and --admin.')
  return { org: String(org), email: String(admin) }
}

/** An organisation that is there already stays as it is. */
const make = async (call: Call, id: string): Promise<void> => {
  const { name = id, 'policy-set': policy_set } = call.flags
  const wish = { id, name, ...(policy_set === undefined ? {} : { policy_set }) }
  await askService(call, '/v1/orgs', wish).catch(async error => {
    if (!(error instanceof Unanswered)) throw error
    // The refusal may be for another reason than that it exists.
    await askService(call, `/v1/orgs/${encodeURIComponent(id)}`).catch(() => {
      throw error
    })
  })
}

import { heaviest } from './heaviest-requests.ts'
import { HEAVY, TEXTS, textOfTexts } from './heavy-organisation.ts'

/** What one caller sends as fast as it is answered. */
export interface Flood {
  readonly what: string
  /** The request with that number. */
  request(index: number): FloodRequest
}

export interface FloodRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly credential: string
}

const at = `/v1/orgs/${HEAVY}`
const question = (index: number) => ({
  subject: 'user:rich',
  action: 'view',
  resource: `dataset:d${(index * 17) % 30_000}`,
})
const grant = (index: number) => ({
  operation: 'setGrant',
  params: { id: `d${index % 30_000}`, subject: 'user:wide' },
  body: { level: index % 2 === 0 ? 'can_view' : 'can_edit' },
})

/** What the flooding organisation sends with. */
export interface Credentials {
  /** Of its administrator, for everything. */
  readonly key: string
  /** The same of the organisation of long texts. */
  readonly texts: string
  readonly scim: string
}

/** One of each kind, all of one organisation. */
export const floods = ({ key, texts, scim }: Credentials): readonly Flood[] => {
  const ask = (method: string, path: string, body: unknown): FloodRequest => ({
    method,
    path,
    body,
    credential: key,
  })
  /** The same heavy request again and again, as the row `heaviest` has it. */
  const heavy = (words: string): Flood['request'] => {
    const found = heaviest.find(({ what }) => what.includes(words))
    if (!found) throw new Error(`no heavy request is called ${words}`)
    const request = ask(found.method, found.path, found.body)
    return () => request
  }
  const search = ask('POST', '/search/resources', {
    org: HEAVY,
    subject: 'user:rich',
    action: 'view',
    type: 'dataset',
    limit: 1_000,
  })
  const tried: FloodRequest = {
    method: 'PUT',
    path: `/v1/orgs/${TEXTS}/policy?dry_run=true`,
    body: { rules: textOfTexts() },
    credential: texts,
  }
  const emptied: FloodRequest = { ...tried, body: { rules: `g, user:admin, role:admin, ${TEXTS}\n` } }
  const page = { method: 'GET', path: '/me', credential: '' }
  return [
    { what: 'checks', request: index => ask('POST', '/check', { org: HEAVY, ...question(index) }) },
    { what: 'batches of 1,000', request: heavy('1,000 of different datasets') },
    { what: 'explanations, 1,000 in a batch', request: heavy('1,000 for a person in 4,000 groups') },
    { what: 'searches', request: () => search },
    {
      what: 'grants one by one',
      request: index => {
        const { params, body } = grant(index)
        return ask('PUT', `${at}/datasets/${params.id}/access/grants/${params.subject}`, body)
      },
    },
    {
      what: 'changes of 1,000 operations',
      request: index =>
        ask('POST', `${at}/changes`, {
          operations: Array.from({ length: 1_000 }, (_, one) => grant(index * 1_001 + one)),
        }),
    },
    { what: 'policies published, 0.8 MB that is refused', request: heavy('0.8 MB that is refused') },
    { what: 'policies tried, of 15,000 rules', request: () => tried },
    { what: 'policies tried, from which 15,000 rules are gone', request: () => emptied },
    {
      what: 'SCIM: people made',
      request: index => ({
        method: 'POST',
        path: `/scim/v2/orgs/${HEAVY}/Users`,
        credential: scim,
        body: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: `${process.pid}-${index}@heavy.example`,
          externalId: `${process.pid}-${index}`,
        },
      }),
    },
    { what: 'pages of a sign-in', request: () => page },
  ]
}

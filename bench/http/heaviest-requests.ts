import { HEAVY } from './heavy-organisation.ts'

/** The heaviest legal request of a route. Add one where a route does work of its own. */
export interface Heavy {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

const at = `/v1/orgs/${HEAVY}`
const question = (subject: string, more: object = {}) => ({
  subject,
  action: 'view',
  resource: 'dataset:d0',
  ...more,
})
const many = (count: number, one: (index: number) => object): object => ({
  org: HEAVY,
  checks: Array.from({ length: count }, (_, index) => one(index)),
})
const rulesText = (count: number): string =>
  Array.from({ length: count }, (_, i) => `p, user:rich, ${HEAVY}, dataset:d${i}, can_view, allow\n`).join('')

/** In this order: the first finds the organisation cold, the last change it. */
export const heaviest: readonly Heavy[] = [
  {
    what: '`POST /check`, the first on an organisation of 60,000 rules',
    method: 'POST',
    path: '/check',
    body: { org: HEAVY, ...question('user:admin') },
  },
  {
    what: '`POST /check` for a person in 4,000 groups, each with a grant',
    method: 'POST',
    path: '/check',
    body: { org: HEAVY, ...question('user:wide', { explain: true }) },
  },
  {
    what: '`POST /check` with 1 MB of context',
    method: 'POST',
    path: '/check',
    body: { org: HEAVY, ...question('user:admin', { context: { a: Array(340_000).fill({}) } }) },
  },
  {
    what: '`POST /check/batch`, 1,000 for a person in 4,000 groups, explained',
    method: 'POST',
    path: '/check/batch',
    body: many(1_000, () => question('user:wide', { explain: true })),
  },
  {
    what: '`POST /check/batch`, 1,000 over 4,500 nested groups, explained',
    method: 'POST',
    path: '/check/batch',
    body: many(1_000, () => question('user:deep', { explain: true })),
  },
  {
    what: '`POST /check/batch`, 1,000 of different datasets',
    method: 'POST',
    path: '/check/batch',
    body: many(1_000, i => question('user:rich', { resource: `dataset:d${i * 17}` })),
  },
  { what: '`GET .../datasets`, a page of 1,000 of 30,000', method: 'GET', path: `${at}/datasets?limit=1000` },
  {
    what: '`GET .../permissions` of a person, 1,000 lines',
    method: 'GET',
    path: `${at}/permissions?subject=user:rich&limit=1000`,
  },
  {
    what: '`GET .../permissions` of a dataset',
    method: 'GET',
    path: `${at}/permissions?resource=dataset:d0&limit=1000`,
  },
  {
    what: '`GET .../datasets/d0/access` with 4,000 grants',
    method: 'GET',
    path: `${at}/datasets/d0/access?limit=1000`,
  },
  { what: '`GET .../policy`, 60,000 rules', method: 'GET', path: `${at}/policy` },
  {
    what: '`PUT .../policy`, 0.8 MB that is refused',
    method: 'PUT',
    path: `${at}/policy`,
    body: { rules: rulesText(15_000) },
  },
  {
    what: '`PUT .../datasets/d1/access/grants/user:wide`',
    method: 'PUT',
    path: `${at}/datasets/d1/access/grants/user:wide`,
    body: { level: 'can_view' },
  },
  { what: '`DELETE .../members/rich`, 15,000 rules', method: 'DELETE', path: `${at}/members/rich` },
]

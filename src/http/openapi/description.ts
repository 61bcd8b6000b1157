import type { Condition, Route } from '../route.ts'

/** Sentences about what an operation needs and honours, made from the route itself, so that they are always true. */
export const describe = (route: Route): string =>
  [`${sentence(route.summary)}`, route.description, who(route), how(route.conditions), ...pages(route)]
    .filter(text => text !== undefined && text !== '')
    .join(' ')

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

const who = ({ may, scope, operation }: Route): string => {
  if (may === 'anyone') return 'Needs no credential.'
  if (may === 'operator') return 'Needs the operator key.'
  if (may === 'monitor') return 'Needs the metrics key (`KASBAH_METRICS_KEY`) or the operator key.'
  const credential = scope === 'none' ? 'any credential' : `a credential with scope \`${scope}\``
  if (may === 'anyone or caller') return 'Needs no credential; one that is sent must be valid.'
  if (may === 'caller') return `Needs ${credential}.`
  return `Needs ${credential}, and the action that the policy set names for \`${operation}\`.`
}

const how = (conditions: readonly Condition[]): string => {
  const told: string[] = []
  if (conditions.includes('dry_run'))
    told.push('With `dry_run=true` it answers what would change and changes nothing.')
  if (conditions.includes('Idempotency-Key')) told.push('It is safe to send again with an `Idempotency-Key`.')
  return told.join(' ')
}

const pages = ({ query }: Route): string[] =>
  'page_token' in ((query as { shape?: object }).shape ?? {})
    ? ['The list is paged: `next_token` is absent at the end.']
    : []

/**
 * Who may import whom, and who alone may name which package. A room is a folder of `src`, an adapter a folder of `adapters`;
 * what is not listed here may not be imported. Node's own modules are open to all but for those in `BUILTINS`.
 */
export interface Room {
  readonly may: readonly string[]
  readonly vendors: readonly string[]
}

const room = (may: readonly string[], ...vendors: string[]): Room => ({ may, vendors })

const OUTSIDE = ['model', 'ports']
const DOMAIN = ['change', 'engine', 'policy', 'directory', 'identity', 'bridge', 'scim', 'audit', 'replica']

/** `zod` stands at every edge that parses; beyond that a package has one home. */
export const ROOMS: Readonly<Record<string, Room>> = {
  model: room([], 'zod'),
  ports: room(['model']),
  change: room(OUTSIDE),
  engine: room([...OUTSIDE, 'change']),
  'engine/casbin': room([...OUTSIDE, 'engine'], 'casbin'),
  policy: room([...OUTSIDE, 'change', 'engine'], 'zod', 'yaml', 'csv-parse'),
  replica: room([...OUTSIDE, 'change', 'engine']),
  directory: room([...OUTSIDE, 'change', 'audit', 'pages'], 'csv-parse'),
  pages: room([]),
  identity: room([...OUTSIDE, 'change', 'audit', 'pages'], 'zod', 'oidc-provider', 'jose', 'lru-cache'),
  bridge: room([...OUTSIDE, 'change', 'identity', 'pages'], 'zod'),
  scim: room([...OUTSIDE, 'change', 'bridge', 'identity'], 'zod'),
  audit: room(OUTSIDE),
  upkeep: room([...OUTSIDE, 'change']),
  telemetry: room(['model'], 'pino', 'prom-client', '@opentelemetry/api'),
  config: room(['model'], 'zod', 'yaml'),
  http: room([...OUTSIDE, ...DOMAIN, 'pages'], 'zod', 'koa', '@koa/router', 'lru-cache'),
  cli: room(['model', 'policy', 'engine', 'config', 'compose', 'main']),
  compose: room([...OUTSIDE, ...DOMAIN, 'pages', 'upkeep', 'telemetry', 'config', 'http', 'adapters']),
  main: room([...OUTSIDE, 'compose', 'config', 'telemetry']),
}

const ADAPTER_VENDORS: Readonly<Record<string, readonly string[]>> = {
  mongodb: ['mongodb', 'casbin', 'casbin-mongodb-adapter'],
  'idp-oidc': ['openid-client', 'jose'],
  'idp-saml': ['@node-saml/node-saml', 'xml-crypto', '@xmldom/xmldom', 'saxes'],
  mail: ['nodemailer'],
}

/** Every adapter answers ports and knows no other: what two of them need is a port too low. */
export const adapter = (name: string): Room => room(OUTSIDE, 'zod', ...(ADAPTER_VENDORS[name] ?? []))

/** Node's own modules that have one home as well. */
export const BUILTINS: Readonly<Record<string, readonly string[]>> = {
  'node:sqlite': ['adapters/sqlite', 'cli'],
  'node:child_process': ['cli'],
}

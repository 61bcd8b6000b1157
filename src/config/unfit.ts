import { ADMIN, ALL, DECIDE } from '../model/process-role.ts'
import { hostOf, isLoopback } from './addresses.ts'
import type { Config } from './config.ts'

/** Characters of a key that cannot be guessed over the network. */
const MIN_OPERATOR_KEY = 24

/** Whether it is broken, and what to say then. */
type Rule = readonly [boolean, string]

/** Settings that are valid alone but unsafe or incomplete together: a sentence for each problem. */
export function unfit(config: Config): readonly string[] {
  const rules: readonly Rule[] = [
    [
      config.standIn && !(isLoopback(config.listen.host) && isLoopback(hostOf(config.publicUrl))),
      'KASBAH_STAND_IN lets anyone sign in as anyone, so it is for a loopback address only: set it to off.',
    ],
    [
      config.withoutCredentials && !(isLoopback(config.listen.host) && isLoopback(hostOf(config.publicUrl))),
      'KASBAH_WITHOUT_CREDENTIALS answers everyone, so it is for a loopback address only: set it to off.',
    ],
    [
      config.withoutCredentials && config.defaultOrg === undefined,
      'KASBAH_DEFAULT_ORG is needed with KASBAH_WITHOUT_CREDENTIALS: set it to the organisation to answer about.',
    ],
    [
      config.mode === 'production' && config.standIn,
      'KASBAH_STAND_IN lets anyone sign in as anyone: set it to off in production.',
    ],
    [
      config.mode === 'production' && !config.publicUrl.startsWith('https:'),
      'KASBAH_PUBLIC_URL must be https in production: set it to the address that callers use, or KASBAH_MODE to development.',
    ],
    [
      config.mode === 'production' && config.encryptionKey === undefined && seals(config),
      'KASBAH_ENCRYPTION_KEY is needed in production: set it to the output of `openssl rand -base64 32`, and keep it.',
    ],
    [
      config.mode === 'production' && (config.operatorKey?.length ?? MIN_OPERATOR_KEY) < MIN_OPERATOR_KEY,
      `KASBAH_OPERATOR_KEY is at least ${MIN_OPERATOR_KEY} characters in production: use a long random text.`,
    ],
    [
      config.mode === 'production' && config.store === 'sqlite::memory:',
      'KASBAH_STORE sqlite::memory: forgets everything when the service stops: in production set it to sqlite:PATH or mongodb://...',
    ],
    [
      config.clientCertificate !== undefined && !('networks' in config.trustedProxies),
      'KASBAH_TRUST_PROXY must name the networks of the proxies whose KASBAH_CLIENT_CERT_HEADER is believed, such as 10.0.0.5/32: a number of them says nothing about who sent it.',
    ],
    ...unfitRoles(config),
    ...unfitLog(config),
    [
      config.mode === 'production' && (config.metricsKey?.length ?? MIN_OPERATOR_KEY) < MIN_OPERATOR_KEY,
      `KASBAH_METRICS_KEY is at least ${MIN_OPERATOR_KEY} characters in production: use a long random text.`,
    ],
    [
      config.mail?.from === '',
      'KASBAH_MAIL_FROM is needed with KASBAH_SMTP_URL: set it to the sender’s address.',
    ],
  ]
  return rules.filter(([broken]) => broken).map(([, sentence]) => sentence)
}

const isRecorded = ({ log: { decisions } }: Config): boolean =>
  decisions.stdout || decisions.store || decisions.file !== undefined || decisions.url !== undefined

const seals = ({ role }: Config): boolean => role !== DECIDE

/** What fits the processes that share a store. */
const unfitRoles = (config: Config): readonly Rule[] => [
  [
    config.role !== ALL && config.store.startsWith('sqlite:'),
    'KASBAH_ROLE is for MongoDB: an embedded store has one service, which KASBAH_WORKERS divides in the same way.',
  ],
  [
    config.role === ADMIN && config.workers > 1,
    'KASBAH_WORKERS are processes that decide: with KASBAH_ROLE admin it is 1.',
  ],
  [
    config.role === DECIDE && isRecorded(config) && config.encryptionKey === undefined,
    'KASBAH_ENCRYPTION_KEY is needed with KASBAH_DECISION_LOG, also with KASBAH_ROLE decide: people whom an organisation masks are recorded by pseudonyms.',
  ],
  [
    config.workers > 1 && config.store === 'sqlite::memory:',
    'KASBAH_WORKERS is 1 with KASBAH_STORE sqlite::memory:, which only one process can see: set either.',
  ],
]

/** Over the network without encryption. */
const isOpenToAll = (url: string | undefined): boolean =>
  url?.startsWith('http:') === true && !isLoopback(hostOf(url))

const unfitLog = ({ mode, log }: Config): readonly Rule[] => [
  [
    mode === 'production' && isOpenToAll(log.decisions.url),
    'KASBAH_DECISION_LOG sends who was allowed what, and its token, for anyone on the way to read: use https:// in production.',
  ],
]

/**
 * The configuration owns the settings: it alone reads the environment, the settings file and the flags, and returns one typed
 * value. It opens nothing and decides nothing.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CertificateHeaders } from '../model/client-certificate.ts'
import type { OrgId } from '../model/id.ts'
import type { TrustedProxies } from '../model/network.ts'
import type { ProcessRole } from '../model/process-role.ts'
import { hostOf, isLoopback } from './addresses.ts'
import { ConfigError } from './config-error.ts'
import { type DecisionLogSetting, decisionLogOf } from './decision-log-form.ts'
import { certificatesOf, trustedProxiesOf } from './proxies.ts'
import { type Inputs, type Origin, resolveSettings } from './resolve.ts'
import type { DEVELOPMENT } from './setting-forms.ts'
import { factsOf, NAMES, type SettingName, Settings, type Values } from './settings.ts'
import { unfit } from './unfit.ts'

export interface Config {
  readonly listen: { readonly host: string; readonly port: number }
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** How pages and mails call the service; the logo is a path, the languages are a folder. */
  readonly brand: { readonly name: string; readonly logo?: string; readonly languages?: string }
  readonly mode: 'development' | 'production'
  /** `sqlite:PATH`, `sqlite::memory:` or `mongodb://...`. It may hold a password: never log it. */
  readonly store: string
  readonly role: ProcessRole
  /** Processes that decide together; 1: one process does everything. */
  readonly workers: number
  /** Folder of the policy sets to install from. */
  readonly policies: string
  readonly operatorKey?: string
  /** At least 32 bytes. */
  readonly encryptionKey?: Uint8Array
  /** The previous key: still opens what it sealed, and seals nothing new. */
  readonly encryptionKeyBefore?: Uint8Array | typeof DEVELOPMENT
  /** How long a refresh token that was used may be used again; 0: not at all. */
  readonly refreshReuseSeconds: number
  /** When the key that signs tokens is replaced, and how long the next one is published before it signs. */
  readonly signingKeys: { readonly days: number; readonly leadSeconds: number }
  readonly log: {
    readonly level: Values['KASBAH_LOG_LEVEL']
    readonly decisions: DecisionLogSetting & {
      readonly token: string | undefined
      readonly spool: string
      /** How long those in the store are kept. */
      readonly days: number
    }
  }
  readonly limits: {
    /** Bytes of a request body. */
    readonly body: number
    /** Units of work per second and caller; 0 for no limit. */
    readonly rate: number
    /** The same for all callers of an organisation together. */
    readonly orgRate: number
    /** Bytes of policy snapshots to hold. */
    readonly memory: number
    /** How long a writer waits for all replicas. */
    readonly patience: { readonly writerMs: number }
  }
  readonly trustedProxies: TrustedProxies
  /** Absent: clients have no certificates here. */
  readonly clientCertificate?: CertificateHeaders
  /** How long a connection is kept unused. */
  readonly keepAliveSeconds: number
  /** After a signal to stop: still open with /readyz at 503, then closed while requests under way end. */
  readonly stop: { readonly graceSeconds: number; readonly drainSeconds: number }
  /** May read /metrics, beside the operator key. */
  readonly metricsKey?: string
  /** Absent: the trail is kept. */
  readonly auditDays?: number
  /** Days for which the rules of the past are kept; absent: for ever. */
  readonly pastDays?: number
  /** Whether the sign-in page that stands in for an identity provider is served. Only ever on loopback. */
  readonly standIn: boolean
  /** Private networks that may be reached on behalf of others. */
  readonly outboundNetworks: readonly string[]
  /** The organisation of AuthZEN requests by callers who belong to none. */
  readonly defaultOrg?: OrgId
  /** Whether AuthZEN requests without a credential are answered. Only ever on loopback. */
  readonly withoutCredentials: boolean
  readonly mail?: { readonly url: string; readonly from: string }
}

/**
 * Reads the settings from the environment, a settings file (`KASBAH_CONFIG`) and flags.
 * @throws ConfigError with one line for each thing that is wrong, naming the setting
 */
export function loadConfig(inputs: Inputs = {}): Config {
  const { values, given } = resolveSettings(inputs)
  const config = shape(
    values,
    given.has('KASBAH_POLICIES') ? values.KASBAH_POLICIES : presentPolicies(values),
  )
  const faults = unfit(config)
  if (faults.length > 0) throw new ConfigError(faults)
  return config
}

export interface Described {
  readonly name: SettingName
  readonly about: string
  /** What holds, a secret masked; empty when unset. */
  readonly value: string
  readonly origin: Origin
}

/** Every setting as it stands, secrets masked, and where each came from. @throws ConfigError */
export function describe(inputs: Inputs = {}): readonly Described[] {
  const { given } = resolveSettings(inputs)
  return NAMES.map(name => {
    const { about, secret } = factsOf(Settings.shape[name])
    const found = given.get(name)
    const text = found?.text ?? defaultOf(name)
    return {
      name,
      about,
      origin: found?.origin ?? 'default',
      value: masked(text, secret),
    }
  })
}

/** The default in the form of a setting; empty when there is none. */
export const defaultOf = (name: SettingName): string => {
  const value: unknown = Settings.shape[name].safeParse(undefined).data
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (name === 'KASBAH_LISTEN') return '127.0.0.1:8080'
  if (name === 'KASBAH_MEMORY' || name === 'KASBAH_BODY_LIMIT') return `${Number(value) / 2 ** 20}MiB`
  return String(value)
}

const masked = (text: string, secret: 'whole' | 'part' | undefined): string => {
  if (secret === undefined || text === '') return text
  return secret === 'whole' ? '***' : text.replace(/\/\/.*@/s, '//***@').replace(/\?.*$/s, '?...')
}

/** The address at which a service that listens there is reached from its own machine: nobody can call a wildcard address. */
export const nearAddress = ({ host, port }: Config['listen']): string => {
  const near = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`
}

/** The shipped sets, where the default folder is not there: the command may be run from anywhere. */
const presentPolicies = ({ KASBAH_POLICIES: usual }: Values): string =>
  existsSync(usual) ? usual : fileURLToPath(new URL('../../policies', import.meta.url))

const brandOf = (values: Values): Config['brand'] => {
  const { KASBAH_NAME: name, KASBAH_LOGO: logo, KASBAH_LANGUAGES: languages } = values
  return { name, ...(logo === undefined ? {} : { logo }), ...(languages === undefined ? {} : { languages }) }
}

const openingOf = ({ KASBAH_DEFAULT_ORG: org, KASBAH_WITHOUT_CREDENTIALS: withoutCredentials }: Values) =>
  org === undefined ? { withoutCredentials } : { withoutCredentials, defaultOrg: org }

/** Seconds in which the usual balancers have asked /readyz once more. */
const PRODUCTION_GRACE = 5

/** Where callers have no limit, organisations have none either. */
const ratesOf = ({ KASBAH_RATE_LIMIT: rate, KASBAH_ORG_RATE_LIMIT: orgRate }: Values) => ({
  rate,
  orgRate: rate === 0 ? 0 : orgRate,
})

function shape(values: Values, policies: string): Config {
  const listen = values.KASBAH_LISTEN
  const publicUrl = values.KASBAH_PUBLIC_URL ?? nearAddress(listen)
  const desk = isLoopback(listen.host) && isLoopback(hostOf(publicUrl))
  const mode = values.KASBAH_MODE ?? (desk ? 'development' : 'production')
  return {
    listen,
    publicUrl,
    brand: brandOf(values),
    mode,
    store: values.KASBAH_STORE,
    role: values.KASBAH_ROLE,
    workers: values.KASBAH_WORKERS,
    policies,
    ...(values.KASBAH_OPERATOR_KEY ? { operatorKey: values.KASBAH_OPERATOR_KEY } : {}),
    ...(values.KASBAH_ENCRYPTION_KEY ? { encryptionKey: values.KASBAH_ENCRYPTION_KEY } : {}),
    ...(values.KASBAH_ENCRYPTION_KEY_BEFORE
      ? { encryptionKeyBefore: values.KASBAH_ENCRYPTION_KEY_BEFORE }
      : {}),
    refreshReuseSeconds: values.KASBAH_REFRESH_REUSE,
    signingKeys: { days: values.KASBAH_KEY_DAYS, leadSeconds: values.KASBAH_KEY_LEAD },
    log: {
      level: values.KASBAH_LOG_LEVEL,
      decisions: {
        ...decisionLogOf(values.KASBAH_DECISION_LOG),
        token: values.KASBAH_DECISION_LOG_TOKEN,
        spool: values.KASBAH_DECISION_SPOOL,
        days: values.KASBAH_DECISION_DAYS,
      },
    },
    limits: {
      body: values.KASBAH_BODY_LIMIT,
      ...ratesOf(values),
      memory: values.KASBAH_MEMORY,
      patience: { writerMs: values.KASBAH_WRITE_PATIENCE * 1_000 },
    },
    trustedProxies: trustedProxiesOf(values.KASBAH_TRUST_PROXY),
    ...certificatesOf(values),
    keepAliveSeconds: values.KASBAH_KEEP_ALIVE,
    stop: {
      graceSeconds: values.KASBAH_GRACE ?? (mode === 'production' ? PRODUCTION_GRACE : 0),
      drainSeconds: values.KASBAH_DRAIN,
    },
    ...(values.KASBAH_METRICS_KEY ? { metricsKey: values.KASBAH_METRICS_KEY } : {}),
    ...keptFor(values),
    standIn: values.KASBAH_STAND_IN ?? (mode === 'development' && desk),
    outboundNetworks: values.KASBAH_OUTBOUND_NETWORKS,
    ...openingOf(values),
    ...(values.KASBAH_SMTP_URL
      ? { mail: { url: values.KASBAH_SMTP_URL, from: values.KASBAH_MAIL_FROM ?? '' } }
      : {}),
  }
}

const keptFor = ({
  KASBAH_AUDIT_DAYS,
  KASBAH_PAST_DAYS,
}: Values): Pick<Config, 'auditDays' | 'pastDays'> => ({
  ...(KASBAH_AUDIT_DAYS ? { auditDays: KASBAH_AUDIT_DAYS } : {}),
  ...(KASBAH_PAST_DAYS ? { pastDays: KASBAH_PAST_DAYS } : {}),
})

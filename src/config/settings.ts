/**
 * Every setting there is, in one schema: its name in the environment, its form, its default and a line for people. The
 * command's help, `kasbah config`, the settings file and the flags are all read off this table.
 */
import { z } from 'zod'
import { OrgRef } from '../model/id.ts'
import { ALL, ProcessRole } from '../model/process-role.ts'
import { DecisionLog } from './decision-log-form.ts'
import {
  bytes,
  EncryptionKey,
  EncryptionKeyBefore,
  HeaderName,
  Listen,
  NetworkList,
  OperatorKey,
  Proxies,
  PublicUrl,
  Store,
  Workers,
  whole,
  yes,
} from './setting-forms.ts'

/** Facts about a setting, besides its schema. */
export interface SettingFacts {
  readonly about: string
  /**
   * `whole`: never printed and never taken from a flag, where other users of the machine would see it. `part`: may hold a
   * password, which is masked. Either may come from the file that `NAME_FILE` names.
   */
  readonly secret?: 'whole' | 'part'
}

const facts = new WeakMap<z.ZodType, SettingFacts>()

const setting = <T extends z.ZodType>(form: T, about: string, more: Omit<SettingFacts, 'about'> = {}): T => {
  facts.set(form, { about, ...more })
  return form
}

/** The facts about a setting. */
export const factsOf = (form: z.ZodType): SettingFacts => facts.get(form) ?? { about: '' }

export const Settings = z.strictObject({
  KASBAH_LISTEN: setting(
    Listen.default({ host: '127.0.0.1', port: 8080 }),
    'Address and port to listen on; port 0 takes a free one.',
  ),
  KASBAH_PUBLIC_URL: setting(
    PublicUrl.optional(),
    'The address at which callers reach the service, and the issuer of its tokens. Unset: http:// and the address it listens on.',
  ),
  KASBAH_NAME: setting(
    z.string().trim().min(1, 'is a name').max(60, 'is at most 60 characters').default('Kasbah'),
    'What pages and mails call the service.',
  ),
  KASBAH_LOGO: setting(
    z.string().min(1, 'is a file').optional(),
    'Image on the pages: a file with an SVG, PNG, JPEG or WebP of at most 256 KiB.',
  ),
  KASBAH_LANGUAGES: setting(
    z.string().min(1, 'is a folder').optional(),
    'Folder of language files of your own, such as fr.json, for pages and mails. English and German come along.',
  ),
  KASBAH_MODE: setting(
    z.enum(['development', 'production'], 'is development or production').optional(),
    'production refuses settings that are only safe on a developer’s own machine. Unset: development on a loopback address, production on any other.',
  ),
  KASBAH_STORE: setting(
    Store.default('sqlite:./data/kasbah.db'),
    'Where everything is kept: sqlite:PATH, sqlite::memory: or mongodb://...',
    { secret: 'part' },
  ),
  KASBAH_POLICIES: setting(
    z.string().min(1, 'is a folder').default('./policies'),
    'Folder of the policy sets to install from.',
  ),
  KASBAH_OPERATOR_KEY: setting(
    OperatorKey.optional(),
    'The operator key to accept. Unset: one is made at first start, printed once and kept hashed.',
    { secret: 'whole' },
  ),
  KASBAH_ENCRYPTION_KEY: setting(
    EncryptionKey.optional(),
    'Seals secrets in the store: 32 bytes in hex or base64, or a longer text. Needed in production.',
    { secret: 'whole' },
  ),
  KASBAH_ENCRYPTION_KEY_BEFORE: setting(
    EncryptionKeyBefore.optional(),
    'The encryption key before the present one: it opens what it sealed, and seals nothing. development: the one that a store keeps itself which was begun without a key.',
    { secret: 'whole' },
  ),
  KASBAH_KEY_DAYS: setting(
    whole(1, 3650).default(90),
    'Days after which the key that signs tokens is replaced.',
  ),
  KASBAH_KEY_LEAD: setting(
    whole(0, 604_800).default(300),
    'Seconds that a new signing key is published before it signs, so that verifiers have seen it.',
  ),
  KASBAH_REFRESH_REUSE: setting(
    whole(0, 60).default(0),
    'Seconds in which a refresh token that was used may be used again, for clients that lose an answer. 0: a second use is theft.',
  ),
  KASBAH_DEFAULT_ORG: setting(
    OrgRef.optional(),
    'The organisation that AuthZEN requests without /orgs/{org} are about when the caller belongs to none, as the operator key does.',
  ),
  KASBAH_WITHOUT_CREDENTIALS: setting(
    yes.default(false),
    'Answers AuthZEN requests without a credential, about KASBAH_DEFAULT_ORG: on or off. For trying things out on a loopback address only.',
  ),
  KASBAH_LOG_LEVEL: setting(
    z
      .enum(
        ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
        'is trace, debug, info, warn, error, fatal or silent',
      )
      .default('info'),
    'What is logged: trace, debug, info, warn, error, fatal or silent.',
  ),
  KASBAH_DECISION_LOG: setting(
    DecisionLog.default('off'),
    'Where decisions are recorded: off; on (in the log of the process); or a list of stdout, store, file:PATH and a URL, separated by commas.',
  ),
  KASBAH_DECISION_LOG_TOKEN: setting(
    z.string().min(1).optional(),
    'The bearer token for the URL that decisions are sent to.',
    { secret: 'whole' },
  ),
  KASBAH_DECISION_SPOOL: setting(
    z.string().min(1).default('./data/decisions'),
    'The folder in which decisions wait while the URL that they are sent to does not answer.',
  ),
  KASBAH_DECISION_DAYS: setting(
    whole(1, 36_500).default(30),
    'Days after which decisions in the store are deleted.',
  ),
  KASBAH_BODY_LIMIT: setting(bytes(1024).default(2 ** 20), 'Largest request body, such as 512KiB or 1MiB.'),
  KASBAH_RATE_LIMIT: setting(
    whole(0, 1_000_000).default(20_000),
    'Units of work per second that one caller may use: a request is one, a batch as many as its questions; 0 for no limit.',
  ),
  KASBAH_ORG_RATE_LIMIT: setting(
    whole(0, 10_000_000).default(100_000),
    'The same for all callers of one organisation together; 0 for no limit. None either where KASBAH_RATE_LIMIT is 0.',
  ),
  KASBAH_MEMORY: setting(
    bytes(2 ** 20).default(2 ** 29),
    'Memory to hold policies of organisations in use, such as 512MiB.',
  ),
  KASBAH_ROLE: setting(
    ProcessRole.default(ALL),
    'What the process does: all; decide (checks, AuthZEN evaluations and forward authorisation, holding no secret but what verification needs); or admin, which is the rest. On MongoDB.',
  ),
  KASBAH_WORKERS: setting(
    Workers.default(1),
    'Processes that decide together on the port, beside one that does everything else: a number, or auto for one per core. 1: one process does all.',
  ),
  KASBAH_WRITE_PATIENCE: setting(
    whole(0, 60).default(5),
    'Seconds that a change which takes access away waits until every replica has heard of it, before it is answered 202. From 3 on it never has to be.',
  ),
  KASBAH_TRUST_PROXY: setting(
    Proxies.default('off'),
    'Which proxies in front are believed about the caller’s address (X-Forwarded-For): off, on (one), how many, or their networks with commas between.',
  ),
  KASBAH_KEEP_ALIVE: setting(
    whole(1, 86_400).default(620),
    'Seconds that a connection is kept unused: longer than any proxy in front keeps one, so that none sends a request on a connection that ends.',
  ),
  KASBAH_CLIENT_CERT_HEADER: setting(
    HeaderName.optional(),
    'Header in which a trusted proxy passes on the certificate of a client (RFC 8705), such as X-Client-Cert. Needs KASBAH_TRUST_PROXY with the networks of these proxies; from anybody else it is dropped.',
  ),
  KASBAH_CLIENT_VERIFY_HEADER: setting(
    HeaderName.optional(),
    'Header in which that proxy says SUCCESS when the certificate is of an authority that it knows, such as X-Client-Verify. Without it there is no tls_client_auth.',
  ),
  KASBAH_GRACE: setting(
    whole(0, 600).optional(),
    'Seconds that the service still takes requests after it was told to stop, with /readyz at 503, so that balancers look elsewhere first. Unset: 5 in production, 0 in development.',
  ),
  KASBAH_DRAIN: setting(
    whole(0, 600).default(10),
    'Seconds that requests under way, and connections that are kept, are then given to end.',
  ),
  KASBAH_METRICS_KEY: setting(
    OperatorKey.optional(),
    'The bearer token with which /metrics may be read. The operator key may read them, too; nobody else.',
    { secret: 'whole' },
  ),
  KASBAH_AUDIT_DAYS: setting(
    whole(1, 36_500).optional(),
    'Days after which lines of the audit trail are deleted. Unset: they are kept.',
  ),
  KASBAH_PAST_DAYS: setting(
    whole(1, 36_500).optional(),
    'Days for which questions about the past are answered: the rules of older revisions are deleted, their changes stay. Unset: they are kept.',
  ),
  KASBAH_STAND_IN: setting(
    yes.optional(),
    'Whether a sign-in page stands in for an identity provider: on or off. Unset: on in development, where it must stay.',
  ),
  KASBAH_OUTBOUND_NETWORKS: setting(
    NetworkList.default([]),
    'Private networks in which identity providers and clients may be reached, such as 10.1.0.0/16.',
  ),
  KASBAH_SMTP_URL: setting(
    z.url({ protocol: /^smtps?$/, error: 'is smtp://... or smtps://...' }).optional(),
    'Mail server that delivers invitations. Unset: they are logged in development only.',
    { secret: 'whole' },
  ),
  KASBAH_MAIL_FROM: setting(z.email('is an e-mail address').optional(), 'Sender of that mail.'),
  KASBAH_URL: setting(
    PublicUrl.optional(),
    'For commands that call a service: its address. Unset: KASBAH_PUBLIC_URL.',
  ),
  KASBAH_TOKEN: setting(
    z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'is printable ASCII without spaces')
      .optional(),
    'For commands that call a service: the API key or token to call it with. Unset: the sign-in of kasbah login.',
    { secret: 'whole' },
  ),
})

export type SettingName = keyof typeof Settings.shape
export type Values = z.output<typeof Settings>

export const NAMES = Object.keys(Settings.shape) as readonly SettingName[]

export const isSetting = (name: string): name is SettingName => Object.hasOwn(Settings.shape, name)

/** The names of those that hold a secret, and of the files that they may be in. */
export const SECRET_NAMES: readonly string[] = NAMES.filter(
  name => factsOf(Settings.shape[name]).secret !== undefined,
).flatMap(name => [name, `${name}_FILE`])

/**
 * Joins every room and adapter: the only file that knows them all. Facts that rooms return become logs and metrics here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { StoreFact } from '../adapters/mongodb/connection/connection.ts'
import { createDoor } from './change/door.ts'
import { auditRooms } from './compose/audit-rooms.ts'
import { brandOf } from './compose/brand.ts'
import { authenticator, bounding, followingCredentials, openTo } from './compose/callers.ts'
import { startChores } from './compose/chores.ts'
import type { ForDeciding } from './compose/deciding.ts'
import { createDecisions, maskKeyOf } from './compose/decisions.ts'
import { encryptionKey } from './compose/encryption-key.ts'
import { composeIdentity, type SignInRooms } from './compose/identity.ts'
import { delivering } from './compose/letters.ts'
import { createOperations } from './compose/operations.ts'
import { joinStore, type SharedStore } from './compose/owned-store.ts'
import { policyRooms } from './compose/policy-rooms.ts'
import { searching } from './compose/searching.ts'
import { SHADOWED } from './compose/shadowed.ts'
import { type TryingOut, tryOut } from './compose/trying-out.ts'
import type { Config } from './config/config.ts'
import { createDirectory } from './directory/directory.ts'
import { openOperatorKey } from './directory/operator.ts'
import { isOver, nextTurn, whileWanted } from './engine/turns.ts'
import { createApp } from './http/app.ts'
import { identityMount } from './http/identity/mount.ts'
import { loginMount } from './http/login/mount.ts'
import { faviconMount } from './http/people/favicon.ts'
import { logoMount } from './http/people/logo.ts'
import { peopleMount } from './http/people/mount.ts'
import type { HandOn, Rooms } from './http/rooms.ts'
import type { Mounts } from './http/router.ts'
import { routes } from './http/routes.ts'
import { scimMount } from './http/scim/mount.ts'
import type { UsedElsewhere } from './http/steps/rate-limit.ts'
import { answerUnread } from './http/unread.ts'
import { DECIDE } from './model/process-role.ts'
import { type Brand, FAVICON_PATH, LOGO_PATH } from './pages/brand.ts'
import { createInstalledSets, type InstalledSets } from './policy/installed.ts'
import type { Store } from './ports/store.ts'
import { createReplica } from './replica/replica.ts'
import { createScim } from './scim/scim.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

export interface Kasbah {
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void
  /** Answers what could not be read as a request. */
  readonly unread: typeof answerUnread
  /** Rejects while the service cannot decide. */
  ready(): Promise<void>
  /** From now on /readyz says that the service is leaving. Everything else is answered as before. */
  leave(): void
  /** The operator key made at this, the first, start; shown once. */
  readonly firstKey?: string
  /** What processes need that only decide, and may not work out themselves. */
  readonly forDeciding?: ForDeciding
  /** The key of the service that asks, where a set is tried out; shown once. */
  readonly tryingKey?: string
  close(): Promise<void>
}

export interface Surroundings {
  readonly config: Config
  readonly telemetry: Telemetry
  readonly version: string
  /** A set to try out, in a store that is new and forgets. */
  readonly trying?: TryingOut
  /** The embedded store of another process, where several serve together. */
  readonly shared?: SharedStore
  /** In a process that is there for decisions: does everything else. */
  readonly handOn?: HandOn
  /** The same: what that one has worked out for it. */
  readonly forDeciding?: ForDeciding
  /** The other processes of the service, where callers have one limit in all of them. */
  readonly usedElsewhere?: UsedElsewhere
}

export interface Opening {
  /** What is open so far, closed from the last to the first: when the service ends, or when its start fails. */
  readonly opened: AsyncDisposableStack
}

/** @throws StoreUnusable, ConfigError: one line that a person can act on */
export async function compose(surroundings: Surroundings): Promise<Kasbah> {
  const { config, telemetry, shared } = surroundings
  const store = shared ? await joinStore(shared) : await openStore(config.store, notes(telemetry))
  const opened = new AsyncDisposableStack()
  opened.defer(() => store.close())
  telemetry.facts.storeUp(true)
  // A process that has an embedded store for itself may always answer from memory.
  if (!store.replicas) telemetry.facts.leased(true)
  try {
    if (config.role === DECIDE) {
      // It brings packages that the others load when they are first used.
      const { composeDeciding } = await import('./compose/deciding.ts')
      return await composeDeciding(store, { ...surroundings, opened })
    }
    // What its files say is wrong is found while nothing but the store is open.
    return await composeOn(store, { ...surroundings, opened, brand: await brandOf(config) })
  } catch (error) {
    // Why the start failed is what is thrown, also where something cannot be closed any more.
    await opened.disposeAsync().catch(telemetry.facts.failed)
    throw error
  }
}

/** Events of a store, as metrics and log lines. */
const notes =
  ({ facts, log }: Telemetry) =>
  (fact: StoreFact): void => {
    if (fact.fact === 'retry') facts.storeRetried()
    if (fact.fact === 'reachable') facts.storeUp(fact.up)
    if (fact.fact !== 'command') log.info(fact, 'the store says')
  }

/** Opens the store that a URL names; `note` receives its events. @throws StoreUnusable */
export async function openStore(url: string, note?: (fact: StoreFact) => void): Promise<Store> {
  if (url.startsWith('sqlite:')) {
    const { openSqliteStore } = await import('../adapters/sqlite/store.ts')
    return openSqliteStore({ path: url.slice('sqlite:'.length), turns: whileWanted })
  }
  // Loaded on demand: the driver would double the start time of an embedded store.
  const { openMongoStore } = await import('../adapters/mongodb/store.ts')
  return openMongoStore({ url, turns: whileWanted, ...(note ? { note } : {}) })
}

const now = () => new Date()
const turns = { isOver, nextTurn }

interface Branded extends Surroundings, Opening {
  readonly brand: Brand
}

async function composeOn(store: Store, surroundings: Branded): Promise<Kasbah> {
  const { config, telemetry, version, trying, brand, opened } = surroundings
  const { facts } = telemetry
  const sets = await openSets(store, config.policies, telemetry)
  const operator = await openOperatorKey(store.secrets, config.operatorKey)
  const replica = await createReplica({ store, ...config.limits, compiled: sets.compiled, observe: facts })
  opened.defer(replica.close)
  const { audit, reading, usage } = auditRooms({ store, failed: facts.failed })
  opened.defer(audit.close)
  const credentials = followingCredentials(store, replica, { trail: audit, failed: facts.failed })
  opened.defer(credentials.close)
  const door = createDoor({ commit: replica.commit, oidc: store.oidc, records: store.records })
  const identity = await composeIdentity({ config, store, replica, door, trail: audit, brand, ...telemetry })
  opened.defer(identity.close)
  replica.follow({ change: identity.follow, gap: identity.forget })

  const { commit } = door
  opened.defer(startChores({ store, config, facts, bridge: identity.bridge, door, replica }))
  const letters = await delivering(surroundings, identity.brand)
  const operations = createOperations({ store, telemetry, version, operator, config })
  const maskKey = maskKeyOf(await encryptionKey(config, store.secrets))
  const decisions = createDecisions({ config, store, telemetry, maskKey })
  opened.defer(decisions.close)
  const rooms: Rooms = {
    replica,
    ...(await searching(config, store, () => new Date(replica.time()))),
    directory: createDirectory({ ...replica, ...sets, store, commit, ...letters, now, turns }),
    ...policyRooms({ store, commit, sets, replica, reading, now, failed: facts.failed }),
    audit,
    usage,
    identity,
    bridge: identity.bridge,
    scim: createScim({ store, commit, view: org => replica.at(org), turns, now }),
    publicUrl: config.publicUrl,
    ...openTo(config),
    receipts: store.receipts,
    authenticate: authenticator(operator.verify, credentials.verify, identity.verify),
    pagesOf: identity.pagesOf,
    applicationSession: identity.verifySession,
    operations: operations.of,
    ...bounding(surroundings),
    observe: facts,
    ...decisions.rooms,
  }
  return {
    ...(trying ? { tryingKey: await tryOut({ ...rooms, commit }, trying) } : {}),
    handler: createApp(rooms, routes(version), mounts(identity, rooms)).callback(),
    unread: answerUnread,
    ready: () => store.ready(),
    leave: operations.leave,
    forDeciding: { operatorHash: operator.hash, maskKey },
    ...(operator.fresh === undefined ? {} : { firstKey: operator.fresh }),
    close: () => opened.disposeAsync(),
  }
}

/** The policy sets: those of the folder that the store does not have are installed, the others stay as they are. */
const openSets = async (store: Store, folder: string, { log, facts }: Telemetry): Promise<InstalledSets> => {
  const sets = createInstalledSets(store.sets, { every: SHADOWED, compared: facts.shadowed })
  const { differing, refused } = await sets.installNew(folder)
  for (const { name, problem } of refused)
    log.error(
      { set: name, detail: problem.detail, errors: problem.errors },
      'a policy set was not installed: it cannot be used',
    )
  if (differing.length > 0) {
    log.warn({ sets: differing }, 'installed policy sets differ from their files: the installed ones decide')
  }
  return sets
}

/** The flows with protocols of their own, beside the routes. */
const mounts = (identity: SignInRooms, rooms: Rooms): Mounts => {
  const provider = identityMount(identity)
  const { brand, login, standIn } = identity
  const { callbacks } = identity.bridge
  const pages = { login, callbacks, ...(standIn ? { standIn } : {}) }
  const people = peopleMount({ rooms, identity, brand })
  return {
    '/': people,
    '/me': people,
    '/invitation': people,
    '/oidc': provider,
    '/.well-known': provider,
    '/login': loginMount({ ...pages, brand, publicUrl: new URL(rooms.publicUrl) }),
    ...(brand.logo === undefined ? {} : { [LOGO_PATH]: logoMount(brand.logo) }),
    [FAVICON_PATH]: faviconMount(brand.logo && logoMount(brand.logo)),
    '/scim': scimMount(rooms),
  }
}

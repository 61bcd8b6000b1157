/**
 * A process that only decides. It holds what verification needs and no other secret: hashes, public keys, and the key of
 * pseudonyms in the decision log. No key that seals or signs, no mail, no identity provider.
 */
import { randomBytes } from 'node:crypto'
import { createTrail, type Trail } from '../audit/trail.ts'
import type { Kasbah, Opening, Surroundings } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { withinNetworks } from '../directory/networks.ts'
import { keptOperatorHash, verifyingOperator } from '../directory/operator.ts'
import { whileWanted } from '../engine/turns.ts'
import { createDecidingApp } from '../http/app.ts'
import { answerUnread } from '../http/unread.ts'
import { sortFailure } from '../identity/outcome-facts.ts'
import { startVerifying } from '../identity/verifying.ts'
import { hashOfCredential } from '../model/credential.ts'
import type { OrgId } from '../model/id.ts'
import { createInstalledSets } from '../policy/installed.ts'
import { StoreUnusable } from '../ports/errors.ts'
import type { Store } from '../ports/store.ts'
import { createReplica, type Replica } from '../replica/replica.ts'
import { authenticator, bounding, followingCredentials, openTo } from './callers.ts'
import { createDecisions, maskKeyOf } from './decisions.ts'
import { createOperations } from './operations.ts'
import { SHADOWED } from './shadowed.ts'

/** What a process works out that has the secrets, for one that has not. */
export interface ForDeciding {
  readonly operatorHash: string
  /** The key of pseudonyms in the decision log. */
  readonly maskKey: Uint8Array
}

/** @throws StoreUnusable before a process that does more has set up the store */
export const composeDeciding = async (
  store: Store,
  surroundings: Surroundings & Opening,
): Promise<Kasbah> => {
  const { config, telemetry, version, handOn, opened } = surroundings
  const { facts } = telemetry
  const { operatorHash, maskKey } = surroundings.forDeciding ?? (await workedOut(config, store))
  const sets = createInstalledSets(store.sets, { every: SHADOWED, compared: facts.shadowed })
  const { compiled } = sets
  const { memory, patience } = config.limits
  const replica = await createReplica({ store, compiled, memory, patience, observe: facts })
  opened.defer(replica.close)
  const audit = createTrail({
    store: store.audit,
    records: store.records,
    turns: whileWanted,
    failed: facts.failed,
  })
  opened.defer(audit.close)
  const credentials = followingCredentials(store, replica, { trail: audit, failed: facts.failed })
  opened.defer(credentials.close)
  const tokens = await verifyingTokens(store, replica, { ...surroundings, trail: audit })
  opened.defer(tokens.close)
  replica.follow({ change: tokens.follow, gap: tokens.forget })
  const operator = verifyingOperator(operatorHash)
  const operations = createOperations({ store, telemetry, version, operator, config })
  const decisions = createDecisions({ config, store, telemetry, maskKey })
  opened.defer(decisions.close)
  const app = createDecidingApp({
    replica,
    audit,
    publicUrl: config.publicUrl,
    ...openTo(config),
    receipts: store.receipts,
    authenticate: authenticator(operator.verify, credentials.verify, tokens.verify),
    applicationSession: tokens.verifySession,
    operations: operations.of,
    ...bounding(surroundings),
    ...(handOn ? { handOn } : {}),
    observe: facts,
    ...decisions.rooms,
  })
  return {
    handler: app.callback(),
    unread: answerUnread,
    ready: () => store.ready(),
    leave: operations.leave,
    close: () => opened.disposeAsync(),
  }
}

interface Verifying extends Surroundings {
  readonly trail: Pick<Trail, 'refused'>
}

const verifyingTokens = (store: Store, replica: Replica, { config, telemetry, trail }: Verifying) =>
  startVerifying({
    ...store,
    publicUrl: new URL(config.publicUrl),
    brand: { name: config.brand.name },
    commit: replica.commit,
    trusted: replica.trusted,
    within: withinNetworks,
    trail,
    view: (org: OrgId) => replica.hot(org) ?? replica.at(org),
    failed: sortFailure(telemetry.facts),
  })

/** By itself, where no other process of this machine has done it. */
const workedOut = async (
  { operatorKey, encryptionKey }: Config,
  { secrets }: Pick<Store, 'secrets'>,
): Promise<ForDeciding> => {
  const operatorHash =
    operatorKey === undefined ? await keptOperatorHash(secrets) : hashOfCredential(operatorKey)
  if (operatorHash === undefined)
    throw new StoreUnusable(
      'nothing is set up in this store yet: start a process with another KASBAH_ROLE first',
    )
  // Without one nothing is recorded: the settings are refused otherwise.
  return { operatorHash, maskKey: maskKeyOf(encryptionKey ?? randomBytes(32)) }
}

/** Who asks, and how that is verified: the same in every process that answers callers. */
import type { Trail } from '../audit/trail.ts'
import type { Surroundings } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { createCredentials } from '../directory/credentials.ts'
import type { Rooms } from '../http/rooms.ts'
import { createRateLimit } from '../http/steps/rate-limit.ts'
import { createUnderWay } from '../http/steps/under-way.ts'
import type { IdentityRoom } from '../identity/identity.ts'
import { anyoneIn, type Caller } from '../model/caller.ts'
import type { Store } from '../ports/store.ts'
import type { Replica } from '../replica/replica.ts'

export const followingCredentials = (
  store: Store,
  replica: Replica,
  { trail, failed }: { readonly trail: Pick<Trail, 'refused'>; failed(error: unknown): void },
) => {
  const credentials = createCredentials({
    records: store.records,
    view: org => replica.hot(org) ?? replica.at(org),
    trusted: replica.trusted,
    now: () => new Date(),
    trail,
    failed,
  })
  replica.follow({ change: credentials.follow, gap: credentials.forget })
  return credentials
}

/** For whom AuthZEN without an organisation in its path is open. */
export const openTo = ({ defaultOrg, withoutCredentials }: Config): Pick<Rooms, 'defaultOrg' | 'anyone'> => {
  if (defaultOrg === undefined) return {}
  return withoutCredentials ? { defaultOrg, anyone: anyoneIn(defaultOrg) } : { defaultOrg }
}

/** The form of a bearer credential shows its kind, and each kind is verified in one way. */
export const authenticator =
  (
    isOperator: (text: string) => boolean,
    verifyKey: (text: string, address: string) => Caller | undefined | Promise<Caller | undefined>,
    verifyToken: IdentityRoom['verify'],
  ): Rooms['authenticate'] =>
  (text, address, presented) => {
    if (text.startsWith('eyJ')) return verifyToken(text, address, presented)
    // Only tokens are bound to keys: any other credential with a proof is refused.
    if (presented?.proof) return undefined
    if (text.startsWith('kasbah_key_')) return verifyKey(text, address)
    return isOperator(text) ? { kind: 'operator' } : undefined
  }

/** What one process takes of its callers' work, whichever way they come. */
export const bounding = ({
  config: { limits, trustedProxies, clientCertificate, role },
  usedElsewhere,
}: Pick<Surroundings, 'config' | 'usedElsewhere'>) => ({
  limits,
  trustedProxies,
  ...(clientCertificate && { clientCertificate }),
  role,
  rateLimit: createRateLimit(limits, usedElsewhere),
  underWay: createUnderWay(limits.body),
})

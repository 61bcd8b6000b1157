import { LRUCache } from 'lru-cache'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'

/** The most callers, and organisations, whose use is remembered: the one seen longest ago begins with a full bucket. */
const MAX_REMEMBERED = 10_000
/** Seconds of its rate that may be used at once. */
const BURST_SECONDS = 5

export interface RateLimits {
  /** Units of work a second and caller; 0 for no limit. A request is one, and more where its route says so. */
  readonly rate: number
  /** The same for all callers of an organisation together. */
  readonly orgRate: number
}

/** What may still be used. It falls below 0 when a request turns out to be more work than there was: then others wait until it is paid. */
interface Bucket {
  readonly key: string
  left: number
  at: number
  /** What was used here since the other processes were told. */
  untold: number
}

/** What was used, by the keys of buckets. */
export type Used = readonly (readonly [key: string, units: number])[]

/** The other processes of the service: each hears what is used in the others, so that all have one limit. */
export interface UsedElsewhere {
  tell(used: Used): void
  listen(listener: (used: Used) => void): void
}

/** How often they are told: what one caller may use beyond the limit is what all processes do in this time. */
const TELL_EVERY_MS = 100

/** The buckets that a request is paid from. */
export interface Account {
  readonly caller: Bucket | undefined
  readonly org: Bucket | undefined
}

export interface RateLimit {
  /** Takes one unit. @throws Problem rate_limited, with the seconds to wait */
  admit(caller: Caller): Account
  /** Takes more units, where there is one left. @throws Problem rate_limited, with the seconds to wait */
  goOn(caller: Caller, units: number): void
  /** Takes more units from both: what a request costs is not always known before it was done. */
  charge(account: Account, work: number): void
  /** The headers of draft-ietf-httpapi-ratelimit-headers, as names and values. */
  headers(account: Account): readonly string[]
}

const NOTHING: Account = { caller: undefined, org: undefined }

/** One for the whole process: whichever way a caller comes, the work is paid from the same buckets. */
export const createRateLimit = ({ rate, orgRate }: RateLimits, elsewhere?: UsedElsewhere): RateLimit => {
  const callers = rate === 0 ? undefined : createBuckets('caller', rate)
  const orgs = orgRate === 0 ? undefined : createBuckets('org', orgRate)
  const take = elsewhere ? createTold(elsewhere, key => callers?.known(key) ?? orgs?.known(key)) : takeFrom
  const charge = ({ caller, org }: Account, work: number): void => {
    if (work === 0) return
    if (caller) take(caller, work)
    if (org) take(org, work)
  }
  const policies = both(policyOf('caller', rate), policyOf('org', orgRate))

  const requireLeft = (account: Account): void => {
    const wait = Math.max(waitOf(account.caller, rate), waitOf(account.org, orgRate))
    if (wait > 0) throw new Problem('rate_limited', undefined, { retryAfter: wait })
  }
  const accountOf = (caller: Caller): Account => ({
    caller: callers?.of(caller.kind === 'operator' ? 'operator' : caller.credential),
    org: caller.kind === 'operator' ? undefined : orgs?.of(caller.org),
  })

  return {
    admit: caller => {
      const account = accountOf(caller)
      requireLeft(account)
      charge(account, 1)
      return account
    },
    goOn: (caller, units) => {
      const account = accountOf(caller)
      requireLeft(account)
      charge(account, units)
    },
    charge,
    headers: ({ caller, org }) => {
      const left = both(leftOf('caller', caller, rate), leftOf('org', org, orgRate))
      return left === '' ? [] : ['RateLimit-Policy', policies, 'RateLimit', left]
    },
  }
}

const createBuckets = (kind: string, rate: number) => {
  const burst = rate * BURST_SECONDS
  const buckets = new LRUCache<string, Bucket>({ max: MAX_REMEMBERED })
  const refill = (bucket: Bucket): Bucket => {
    const now = performance.now()
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * rate)
    bucket.at = now
    return bucket
  }
  const fresh = (name: string): Bucket => {
    const made = { key: `${kind}:${name}`, left: burst, at: performance.now(), untold: 0 }
    buckets.set(name, made)
    return made
  }
  return {
    of: (name: string): Bucket => {
      const bucket = buckets.get(name)
      return bucket ? refill(bucket) : fresh(name)
    },
    /** The bucket of a key that another process names; undefined where it is of another kind. */
    known: (key: string): Bucket | undefined => {
      if (!key.startsWith(`${kind}:`)) return undefined
      const name = key.slice(kind.length + 1)
      const bucket = buckets.get(name)
      return bucket ? refill(bucket) : fresh(name)
    },
  }
}

const takeFrom = (bucket: Bucket, work: number): void => {
  bucket.left -= work
}

/** Takes from a bucket, and tells the other processes. What they tell is taken as well. */
const createTold = (elsewhere: UsedElsewhere, find: (key: string) => Bucket | undefined) => {
  let untold: Bucket[] = []
  elsewhere.listen(used => {
    for (const [key, units] of used) {
      const bucket = find(key)
      if (bucket) takeFrom(bucket, units)
    }
  })
  const tell = (): void => {
    const used = untold.map(({ key, untold: units }) => [key, units] as const)
    for (const bucket of untold) bucket.untold = 0
    untold = []
    elsewhere.tell(used)
  }
  return (bucket: Bucket, work: number): void => {
    takeFrom(bucket, work)
    if (bucket.untold === 0) {
      if (untold.length === 0) setTimeout(tell, TELL_EVERY_MS)
      untold.push(bucket)
    }
    bucket.untold += work
  }
}

/** Whole seconds until there is a unit again; 0 when there is one. */
const waitOf = (bucket: Bucket | undefined, rate: number): number =>
  bucket === undefined || bucket.left >= 1 ? 0 : Math.ceil((1 - bucket.left) / rate)

const policyOf = (name: string, rate: number): string =>
  rate === 0 ? '' : `"${name}";q=${rate * BURST_SECONDS};w=${BURST_SECONDS}`

/** What is left, and the seconds after which all is there again. */
const leftOf = (name: string, bucket: Bucket | undefined, rate: number): string => {
  if (bucket === undefined) return ''
  const { left } = bucket
  return `"${name}";r=${left < 0 ? 0 : Math.floor(left)};t=${Math.ceil(BURST_SECONDS - left / rate)}`
}

const both = (one: string, other: string): string => (one && other ? `${one}, ${other}` : one || other)

/** Names and values as pairs. */
export const inPairs = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at] ?? '', flat[2 * at + 1] ?? ''])

/** Limits what an authenticated caller and its organisation use. @throws Problem rate_limited */
export const rateLimited =
  (limit: RateLimit): Step =>
  exchange => {
    const { caller } = exchange
    if (caller.kind === 'operator' || caller.credential !== '') exchange.account = limit.admit(caller)
  }

/** Charges what the body asks for beyond one unit, before it is done. */
export const chargedAhead =
  (limit: RateLimit): Step =>
  ({ account = NOTHING, route, body }) => {
    const asked = route.work?.asked?.(body)
    if (asked !== undefined) limit.charge(account, Math.ceil(asked))
  }

/** Charges what only the answer shows, and says what is left. */
export const chargedAfter =
  (limit: RateLimit): Step =>
  (exchange: Exchange) => {
    const { account, route, answer } = exchange
    if (account === undefined) return undefined
    const done = route.work?.answered?.(answer?.body)
    if (done !== undefined) limit.charge(account, Math.ceil(done))
    exchange.limitHeaders = limit.headers(account)
  }

/**
 * One store, several replicas, and a network and a clock that a test drives by hand: what is sent arrives when the test says
 * so, time passes when it says so. The replicas are the real ones. The store is a real one: in memory, with the beats and the stream
 * of a shared store played by the world; or a file, with a member of its owner for each replica, whose own beats and stream are used.
 */
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import type { ChangeListener } from '../../src/ports/policy-store.ts'
import type { Beat } from '../../src/ports/replica-store.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Clock } from '../../src/replica/clock.ts'

const STEP_MS = 50

type Told = (listener: ChangeListener) => void

/** The path from one replica to the store and back. */
export class Link {
  /** The process is stopped: it neither runs nor hears. */
  paused = false
  /** The store cannot be reached at all. */
  cut = false
  /** Changes do not arrive by themselves; calls go through. */
  lagging = false
  /** How far the wall clock of this process is ahead. */
  skew = 0
  /** How long a call takes on its way there, and again on its way back. */
  latency = 0
  readonly clock: Clock
  readonly #world: World
  readonly #timers = new Set<{ at: number; ring: () => void }>()
  #waiting: (() => void)[] = []
  #listener: ChangeListener | undefined
  #replica: string | undefined
  #position = 0
  /** What the stream of its own member told, and did not arrive yet. */
  #arriving: Told[] = []
  readonly #member: Store | undefined

  constructor(world: World, member?: Store) {
    this.#world = world
    this.#member = member
    this.clock = {
      now: () => world.time,
      wait: (ms, until) =>
        new Promise(resolve => {
          const timer = { at: world.time + ms, ring: resolve }
          this.#timers.add(timer)
          void until?.then(() => this.#awake()).then(() => this.#timers.delete(timer) && resolve())
        }),
    }
  }

  /** The store as this replica reaches it. */
  store(): Store {
    const store = this.#member ?? this.#world.store
    const through =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        await this.#travel()
        if (this.cut) throw new StoreUnavailable('cut off')
        const answer = await this.#world.settling(call(...args))
        await this.#travel()
        if (this.cut) throw new StoreUnavailable('cut off before the answer came')
        return answer
      }
    const { inOrder: _, ...policy } = store.policy
    return {
      ...store,
      now: () => this.#world.wall(this.#world.time + this.skew),
      policy: {
        ...policy,
        head: through(policy.head),
        snapshot: through(policy.snapshot),
        apply: through(policy.apply),
        watch: async (listener, replica) => {
          this.#listener = listener
          if (this.#member) return this.#member.policy.watch(this.#inbox(), replica)
          this.#replica = replica
          this.#position = this.#world.log.length
          return async () => undefined
        },
      },
      replicas: {
        beat: through(store.replicas?.beat ?? (async beat => this.#world.beat(beat))),
        beats: through(store.replicas?.beats ?? (async () => [...this.#world.present.values()])),
        leave: through(store.replicas?.leave ?? (async replica => void this.#world.present.delete(replica))),
      },
    }
  }

  #inbox(): ChangeListener {
    const arrives = (told: Told) => void this.#arriving.push(told)
    return {
      change: record => arrives(listener => listener.change(record)),
      gap: reason => arrives(listener => listener.gap(reason)),
      beat: count => arrives(listener => listener.beat?.(count)),
    }
  }

  /** Up to `most` of what was sent since the last time arrives. */
  deliver(most: number): void {
    for (let n = 0; n < most && !this.paused && !this.cut; n += 1) {
      if (this.#member) {
        this.#arriving.shift()?.(this.#listener as ChangeListener)
        if (this.#arriving.length === 0) return
        continue
      }
      const event = this.#world.log[this.#position]
      if (!event) return
      this.#position += 1
      if (event.to === undefined || event.to === this.#replica) event.told(this.#listener as ChangeListener)
    }
  }

  /** The stream broke and could not be taken up where it was. */
  lose(): void {
    if (this.paused || this.cut) return
    this.#position = this.#world.log.length
    this.#arriving = []
    this.#listener?.gap('history lost')
  }

  ring(): void {
    if (this.paused) return
    for (const timer of this.#timers) {
      if (timer.at > this.#world.time) continue
      this.#timers.delete(timer)
      timer.ring()
    }
  }

  resume(): void {
    this.paused = false
    for (const go of this.#waiting.splice(0)) go()
    this.ring()
  }

  async #travel(): Promise<void> {
    await this.#awake()
    if (this.latency > 0) await this.clock.wait(this.latency)
    await this.#awake()
  }

  #awake(): Promise<void> {
    return this.paused ? new Promise(resolve => this.#waiting.push(resolve)) : Promise.resolve()
  }
}

export class World {
  time = 0
  readonly log: { readonly to?: string; readonly told: Told }[] = []
  readonly present = new Map<string, Beat>()
  readonly store: Store
  readonly links: Link[] = []
  readonly #calls = new Set<Promise<unknown>>()

  private constructor(store: Store) {
    this.store = store
  }

  /** On a file that is shared, whose links have members of their own. */
  static on(store: Store): World {
    return new World(store)
  }

  static async open(): Promise<World> {
    const world = new World(await openSqliteStore({ path: ':memory:' }))
    await world.store.policy.watch({
      change: record => world.log.push({ told: listener => listener.change(record) }),
      gap: () => undefined,
    })
    return world
  }

  /** What the clock that is right shows at a time of this world. */
  wall(time = this.time): Date {
    return new Date(Date.UTC(2026, 11, 1) + time)
  }

  link(member?: Store): Link {
    const link = new Link(this, member)
    this.links.push(link)
    return link
  }

  /** A call that needs time of the real clock, which does not pass in this world. */
  async settling<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call)
    return call.finally(() => this.#calls.delete(call))
  }

  /** Lets everything happen that needs neither time nor the network of this world. */
  async settled(): Promise<void> {
    do {
      await Promise.allSettled(this.#calls)
      for (let turn = 0; turn < 6; turn += 1) await new Promise(resolve => setImmediate(resolve))
    } while (this.#calls.size > 0)
  }

  beat(beat: Beat): void {
    this.present.set(beat.replica, beat)
    this.log.push({ to: beat.replica, told: listener => listener.beat?.(beat.count) })
  }

  /** Time passes in small steps; what was sent arrives, but where it lags. `look` is called after each step. */
  async pass(ms: number, look: () => void = () => undefined): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.time += Math.min(left, STEP_MS)
      for (const link of this.links) {
        link.ring()
        if (!link.lagging) link.deliver(1_000)
      }
      await this.settled()
      look()
    }
  }

  /** Runs the world as it is when nothing is wrong, until `done`. */
  async run<T>(done: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    done.then(end, end)
    for (let step = 0; !over; step += 1) {
      if (step > 5_000) throw new Error('the world does not come to rest')
      await this.pass(STEP_MS)
    }
    return done
  }
}

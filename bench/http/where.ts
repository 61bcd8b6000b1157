/** Whose the time of a CPU profile is. */

/** A profile as V8 writes it, as far as it is read here. */
export interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds between two samples. */
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
}

/** The first that fits names the part. */
const PARTS: readonly (readonly [string, (frame: ProfileNode['callFrame']) => boolean])[] = [
  [
    'writing answers: the system call',
    ({ functionName }) => /^write(?:v|Latin1String|Utf8String|Buffer)$/.test(functionName),
  ],
  ['collecting garbage', ({ functionName }) => functionName === '(garbage collector)'],
  ['Casbin', ({ url }) => /node_modules\/@?casbin/.test(url)],
  [
    'Koa, its router and what it brings',
    ({ url }) => /node_modules\/(?:@?koa|on-finished|ee-first|statuses)/.test(url),
  ],
  ['schemas (zod)', ({ url }) => url.includes('node_modules/zod')],
  ['the engine: rules that can match', ({ url }) => url.includes('/src/engine/')],
  ['the steps of a request', ({ url }) => url.includes('/src/http/')],
  ['credentials, snapshots held, metrics', ({ url }) => url.includes('/src/')],
  ['Node: HTTP, streams, events, timers', ({ url }) => url.startsWith('node:')],
  ['other packages', ({ url }) => url.includes('node_modules/')],
  ['native code: parsing HTTP, JSON, regular expressions, the event loop', () => true],
]

/** The share of each part in the busy time of the last `milliseconds`, by the samples that were taken in it itself. */
export const sharesOf = (
  { nodes, samples, timeDeltas }: Profile,
  milliseconds: number,
): Map<string, number> => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const spent = new Map<string, number>(PARTS.map(([part]) => [part, 0]))
  let back = 0
  let busy = 0
  for (let at = samples.length - 1; at >= 0 && back < milliseconds * 1_000; at -= 1) {
    const took = timeDeltas[at + 1] ?? 0
    back += took
    const frame = frames.get(samples[at] as number)
    if (!frame || frame.functionName === '(idle)') continue
    const part = PARTS.find(([, is]) => is(frame))?.[0] ?? ''
    spent.set(part, (spent.get(part) ?? 0) + took)
    busy += took
  }
  return new Map([...spent].map(([part, took]) => [part, took / busy]))
}

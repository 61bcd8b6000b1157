import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { asUsual, giveWay } from './cores.ts'
import type { Tenants } from './tenants.ts'

interface Flooding {
  /** Its place in `floods`. */
  readonly kind: number
  readonly connections: number
  /** Whether it only has what others leave of its core. */
  readonly givesWay?: boolean
}

/** How often each status was answered in a flood, and how long it went on. */
export interface Flooded {
  readonly statuses: Readonly<Record<string, number>>
  readonly seconds: number
}

/** Sends a flood from another process. @returns how to end it */
export const startFlood = (
  { server, flooding }: Tenants,
  { kind, connections, givesWay = false }: Flooding,
): (() => Promise<Flooded>) => {
  const file = fileURLToPath(new URL('flooding.ts', import.meta.url))
  const { key, texts, scim } = flooding
  const child = fork(file, [server.url.href, String(kind), key, texts, scim, String(connections)])
  if (child.pid !== undefined) {
    if (givesWay) giveWay(child.pid)
    else asUsual(child.pid)
  }
  const ended = new Promise<Flooded>((resolve, reject) => {
    child.once('message', told => resolve(told as Flooded))
    child.once('exit', code => reject(new Error(`the flood ended with ${code}`)))
  })
  return () => {
    child.send('stop')
    return ended
  }
}

/** In words. */
export const saidOf = ({ statuses, seconds }: Flooded): string => {
  const all = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  return `${all} flood requests answered, ${(all / seconds).toFixed(1)} a second; by status ${JSON.stringify(statuses)}`
}

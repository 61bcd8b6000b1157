import { setTimeout as wait } from 'node:timers/promises'
import type { NetworkedNode } from './cluster.ts'

const pause = (least: number, most: number) => wait(least + Math.random() * (most - least))

/** What may befall a replica, each mended before it ends. */
export const ANYTHING: readonly (readonly [string, (node: NetworkedNode) => Promise<void>])[] = [
  ['cut', async ({ proxy }) => proxy.cut()],
  ['kill', node => node.restart()],
  [
    'stop',
    async ({ signal }) => {
      signal('SIGSTOP')
      await pause(200, 3_500)
      signal('SIGCONT')
    },
  ],
  [
    'cut off',
    async ({ proxy }) => {
      proxy.partition()
      await pause(200, 3_500)
      proxy.heal()
    },
  ],
  [
    'silence',
    async ({ proxy }) => {
      proxy.swallow()
      await pause(200, 3_500)
      proxy.heal()
    },
  ],
  [
    'slow down',
    async ({ proxy }) => {
      proxy.delay(700)
      await pause(500, 3_000)
      proxy.heal()
    },
  ],
]

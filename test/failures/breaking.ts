/** Breaks something while everyone is busy, and judges what was answered. */
import { setTimeout as wait } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { type Judged, judge } from './judge.ts'
import { type Record, startLoad } from './load.ts'
import { printed, waitsSince } from './waits.ts'

/** The whole history so far is judged after each fault: what an earlier one broke may show late. */
export const createBreaking = (cluster: Judged) => {
  const record: Record = { writes: [], checks: [], refusals: [] }

  /** Resolves when writes and checks are answered again; a service that does not recover runs into the test's own limit. */
  const goingOn = async (): Promise<void> => {
    const mended = { writes: acknowledged(record), checks: record.checks.length }
    while (acknowledged(record) < mended.writes + 6 || record.checks.length < mended.checks + 100)
      await wait(50)
  }

  return async (t: ExecutionContext, fault: () => Promise<void>): Promise<void> => {
    const stop = startLoad(cluster.nodes, record)
    const begun = performance.now()
    try {
      await wait(800)
      await fault()
      await Promise.all(cluster.nodes.map(node => node.ready()))
      await goingOn()
    } finally {
      await stop()
    }
    t.log(printed(waitsSince(record, begun)))
    await judge(t, cluster, record)
  }
}

const acknowledged = ({ writes }: Record): number => writes.filter(({ ended }) => ended !== undefined).length

import type { Worker } from 'node:cluster'
import { type CollectedMetrics, mergedMetrics } from '../../telemetry/merged-metrics.ts'
import { tellWorker } from './lines.ts'
import type { MetricsText } from './messages.ts'

/** A worker that does not answer by then is left out. */
const WITHIN_MS = 1_000

/** Asks every worker for its metrics, and merges them. */
export const createCollecting = (workers: () => readonly Worker[]) => {
  const waiting = new Map<number, (metrics: CollectedMetrics) => void>()
  let last = 0

  const ask = (worker: Worker): Promise<CollectedMetrics> =>
    new Promise(resolve => {
      last += 1
      const id = last
      const timer = setTimeout(() => answer(id, []), WITHIN_MS).unref()
      waiting.set(id, metrics => {
        clearTimeout(timer)
        resolve(metrics)
      })
      tellWorker(worker, { say: 'collect', id })
    })

  const answer = (id: number, metrics: CollectedMetrics): void => {
    waiting.get(id)?.(metrics)
    waiting.delete(id)
  }

  return {
    all: async (): Promise<MetricsText> => mergedMetrics(await Promise.all(workers().map(ask))),
    answered: answer,
  }
}

import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'

/** The metrics of one process. */
export type CollectedMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/**
 * The metrics of several processes as one text. Each value carries its worker as a label, so nothing is added up: a worker that
 * is replaced begins its own counters anew, and no sum falls.
 */
export const mergedMetrics = async (all: readonly CollectedMetrics[]) => {
  const registry = AggregatorRegistry.aggregate([...all])
  return { type: registry.contentType, text: await registry.metrics() }
}

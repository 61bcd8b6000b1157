import type { Registry } from 'prom-client'

/** One series: how many durations fell into each bucket, and their sum. */
interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly counts: Float64Array
  sum: number
  count: number
}

interface Durations {
  /** Adds one, in seconds. */
  observe(first: string, second: string | number, seconds: number): void
}

/**
 * A histogram by two labels for the hot path: an observation adds to a number, and prom-client is handed the sums when somebody
 * asks for the metrics. Its own histogram hashes the labels of every observation.
 */
export function createDurations(
  registry: Registry,
  of: { readonly name: string; readonly help: string; readonly labelNames: readonly [string, string] },
  buckets: readonly number[],
): Durations {
  const { name, help, labelNames } = of
  const all = new Map<string, Map<string | number, Series>>()

  const seriesOf = (first: string, second: string | number): Series => {
    const known = all.get(first)?.get(second)
    if (known) return known
    const labels = { [labelNames[0]]: first, [labelNames[1]]: String(second) }
    const fresh = { labels, counts: new Float64Array(buckets.length), sum: 0, count: 0 }
    all.set(first, (all.get(first) ?? new Map()).set(second, fresh))
    return fresh
  }

  const valuesOf = ({ labels, counts, sum, count }: Series) => {
    let below = 0
    const values = buckets.map((bucket, at) => {
      below += counts[at] as number
      return { metricName: `${name}_bucket`, labels: { ...labels, le: bucket }, value: below }
    })
    return [
      ...values,
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ]
  }

  const get = async () => ({
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    values: [...all.values()].flatMap(some => [...some.values()].flatMap(valuesOf)),
  })
  // All that a registry asks of a metric; its type wants the classes that ship with it.
  registry.registerMetric({ name, get } as unknown as Parameters<Registry['registerMetric']>[0])

  return {
    observe(first, second, seconds) {
      const series = seriesOf(first, second)
      series.sum += seconds
      series.count += 1
      for (let at = 0; at < buckets.length; at += 1)
        if (seconds <= (buckets[at] as number)) {
          series.counts[at] = (series.counts[at] as number) + 1
          return
        }
    },
  }
}

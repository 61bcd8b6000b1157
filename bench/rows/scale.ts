import { mkdirSync, writeFileSync } from 'node:fs'
import type { Measured, Row } from '../measure.ts'
import { graph } from '../scale/graph.ts'
import { allSeries, type Series } from '../scale/series.ts'

const FOLDER = new URL('../../docs/performance/', import.meta.url)

const said = ({ axis, points }: Series): Measured => ({
  what: `a check by ${axis}`,
  goal: 'flat, or explained',
  measured: points.map(({ at, us }) => `${at.toLocaleString('en')}: ${us.toPrecision(3)} µs`).join(', '),
})

/** How the cost of a check grows with each size there is. Draws the graphs of docs/performance.md. */
export const scale: Row = async () => {
  const all = await allSeries()
  mkdirSync(FOLDER, { recursive: true })
  for (const series of all) writeFileSync(new URL(`${series.name}.svg`, FOLDER), graph(series))
  return all.map(said)
}

import type { Series } from './series.ts'

const WIDTH = 640
const HEIGHT = 300
const LEFT = 56
const RIGHT = 24
const TOP = 24
const BOTTOM = 52

const short = (value: number): string => {
  if (value >= 1e6) return `${value / 1e6}M`
  return value >= 1e3 ? `${value / 1e3}k` : `${value}`
}

/** The next of 1, 2, 5, 10, ... that is not below the value. */
const roundedUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value) ?? value
}

/**
 * A series as an SVG: the size by its logarithm, the cost from zero. Readable in light and dark: it takes the colour of the text around
 * it, or where it stands as an image a grey that both bear.
 */
export const graph = ({ axis, points }: Series): string => {
  const most = roundedUp(Math.max(...points.map(({ us }) => us)))
  const logs = points.map(({ at }) => Math.log10(at))
  const [first, last] = [Math.min(...logs), Math.max(...logs)]
  const x = (at: number) =>
    LEFT + ((Math.log10(at) - first) / Math.max(1e-9, last - first)) * (WIDTH - LEFT - RIGHT)
  const y = (us: number) => TOP + (1 - us / most) * (HEIGHT - TOP - BOTTOM)
  const at = (value: number) => value.toFixed(1)
  const lines = [0, most / 2, most].flatMap(us => [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(us))}" y2="${at(y(us))}" stroke-opacity=".25"/>`,
    `<text x="${LEFT - 8}" y="${at(y(us) + 4)}" text-anchor="end">${us}</text>`,
  ])
  const marks = points.flatMap(point => [
    `<circle cx="${at(x(point.at))}" cy="${at(y(point.us))}" r="3.5" fill="#2f7fb8" stroke="none"/>`,
    `<text x="${at(x(point.at))}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${short(point.at)}</text>`,
  ])
  const path = points.map(point => `${at(x(point.at))},${at(y(point.us))}`).join(' ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Cost of a check by ${axis}" font-family="system-ui, sans-serif" font-size="13" fill="#7a828c" stroke="#7a828c" stroke-width="1">
<g>
${lines.join('\n').replaceAll('<text', '<text stroke="none"')}
</g>
<polyline points="${path}" fill="none" stroke="#2f7fb8" stroke-width="2"/>
${marks.join('\n').replaceAll('<text', '<text stroke="none"')}
<text stroke="none" x="${LEFT}" y="14">µs of processor time a check</text>
<text stroke="none" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${axis}</text>
</svg>
`
}

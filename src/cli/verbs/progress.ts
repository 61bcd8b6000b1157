import type { WriteStream } from 'node:tty'
import type { ImportProgress } from '../../policy/import/import.ts'

/** How often the line is drawn. */
const EVERY_MS = 100

/** One line on a terminal that says how far an import is; silent where there is none. */
export const progressLine = (stream: WriteStream, size: number) => {
  let last = 0
  const show = ({ phase, bytes, lines, adds }: ImportProgress): void => {
    const now = Date.now()
    if (!stream.isTTY || now - last < EVERY_MS) return
    last = now
    const percent = size === 0 ? 100 : Math.floor((100 * bytes) / size)
    stream.write(`\r${phase} ${percent}%  ${lines} lines${adds > 0 ? `, ${adds} rules` : ''}\u001b[K`)
  }
  return { show, end: (): void => void (stream.isTTY && stream.write('\r\u001b[K')) }
}

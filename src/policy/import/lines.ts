/** One line of a file, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly number: number
  /** Undefined for a line that is no text: see `fault`. */
  readonly text?: string
  readonly fault?: string
}

/** The longest line, in bytes: what is longer is no list that anyone wrote. */
export const MAX_LINE_BYTES = 1024 * 1024

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

const utf8 = new TextDecoder('utf-8', { fatal: true })

function lineOf(number: number, bytes: Uint8Array): Line {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length
  try {
    return { number, text: utf8.decode(bytes.subarray(0, end)) }
  } catch {
    return { number, fault: 'the line is not UTF-8: a spreadsheet saves that as "CSV UTF-8"' }
  }
}

/** Cuts bytes into lines as they come, keeping no more than one unfinished line. */
class Cutter {
  #number = 1
  #rest: Uint8Array = new Uint8Array(0)
  #overlong = false

  /** The lines that end in this chunk. */
  cut(chunk: Uint8Array): Line[] {
    const lines: Line[] = []
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end))
      lines.push(this.#finish())
      from = end + 1
    }
    this.#keep(chunk.subarray(from))
    return lines
  }

  /** What stands behind the last line end. */
  last(): Line[] {
    return this.#rest.length > 0 || this.#overlong ? [this.#finish()] : []
  }

  #keep(bytes: Uint8Array): void {
    this.#overlong ||= this.#rest.length + bytes.length > MAX_LINE_BYTES
    if (this.#overlong) this.#rest = new Uint8Array(0)
    else if (this.#rest.length === 0) this.#rest = bytes
    else this.#rest = Buffer.concat([this.#rest, bytes])
  }

  #finish(): Line {
    const number = this.#number++
    const line = this.#overlong
      ? { number, fault: `the line is longer than ${MAX_LINE_BYTES} bytes` }
      : lineOf(number, this.#rest)
    this.#rest = new Uint8Array(0)
    this.#overlong = false
    return line
  }
}

/** The lines of a file, in batches as they are read, with the bytes read so far. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly lines: readonly Line[]; readonly bytes: number }> {
  const cutter = new Cutter()
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    yield { lines: cutter.cut(chunk), bytes }
  }
  yield { lines: cutter.last(), bytes }
}

import { Readable } from 'node:stream'

/**
 * A streamed body. It is returned after its first piece was read, so that an early failure is still answered as a problem. Its
 * source is always closed, so that it never waits for a reader who has left.
 * @param ahead the bytes that are made before anybody reads them
 */
export const streamed = async (pieces: AsyncGenerator<string>, ahead = 64 * 2 ** 10): Promise<Readable> => {
  let first: IteratorResult<string, unknown> | undefined = await pieces.next()
  const pull = async (): Promise<string | null> => {
    const piece = first ?? (await pieces.next())
    first = undefined
    return piece.done ? null : piece.value
  }
  return new Readable({
    highWaterMark: ahead,
    read() {
      pull().then(
        piece => this.push(piece),
        error => this.destroy(error),
      )
    },
    destroy(error, done) {
      pieces.return(undefined).then(
        () => done(error),
        () => done(error),
      )
    },
  })
}

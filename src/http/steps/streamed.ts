import { Readable } from 'node:stream'

/**
 * A body of many pieces. It has begun when it is answered, so that what fails at once is still a problem and not a broken
 * answer; and it is ended whether or not anyone reads it, so that its source never waits for a reader who has left.
 */
export const streamed = async (pieces: AsyncGenerator<string>): Promise<Readable> => {
  let first: IteratorResult<string, unknown> | undefined = await pieces.next()
  const pull = async (): Promise<string | null> => {
    const piece = first ?? (await pieces.next())
    first = undefined
    return piece.done ? null : piece.value
  }
  return new Readable({
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

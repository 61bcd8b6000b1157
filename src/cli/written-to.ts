import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/**
 * Writes what comes to a file that only its owner may read, or to where the command writes. The file is opened once there is
 * something to write: what the service refuses leaves it as it was.
 */
export const writtenTo = async (
  out: string | true | undefined,
  body: AsyncGenerator<Uint8Array>,
): Promise<void> => {
  if (out === undefined) return printed(body)
  const { done, value } = await body.next()
  const file = await open(String(out), 'w', OWNER_ONLY)
  // One that was there has rights of its own; a device keeps them.
  if ((await file.stat()).isFile()) await file.chmod(OWNER_ONLY)
  await pipeline(async function* () {
    if (!done) yield value
    yield* body
  }, file.createWriteStream())
}

const OWNER_ONLY = 0o600

/** `... | head` closes the pipe once it has read enough. */
const printed = async (body: AsyncGenerator<Uint8Array>): Promise<void> => {
  try {
    await pipeline(body, process.stdout, { end: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}

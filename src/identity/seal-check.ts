/**
 * A sealed record that is there from the first start, so that a process with another encryption key finds out at its own start
 * and not at a sign-in: the signing keys may not have been made yet.
 */
import { Conflict } from '../ports/errors.ts'
import type { RoomParts } from './parts.ts'

const NAME = 'seal_check'
const TEXT = 'sealed'

type SealParts = Pick<RoomParts, 'secrets' | 'sealer'>

/** @throws SealBroken when the store was sealed under another key */
export const checkSeal = async ({ secrets, sealer }: SealParts): Promise<void> => {
  const found = await secrets.find(NAME)
  if (found) sealer.open(NAME, found.value)
  else await sealAs(0, { secrets, sealer })
}

/** Seals it under the key of today. */
export const renewSeal = async ({ secrets, sealer }: SealParts): Promise<void> =>
  sealAs((await secrets.find(NAME))?.version ?? 0, { secrets, sealer })

const sealAs = async (version: number, { secrets, sealer }: SealParts): Promise<void> => {
  try {
    await secrets.put(NAME, sealer.seal(NAME, TEXT), version)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    // Another process wrote it at the same moment: under the same key, or this one must not go on.
    sealer.open(NAME, (await secrets.find(NAME))?.value ?? '')
  }
}

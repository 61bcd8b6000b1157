import { resolveTxt } from 'node:dns/promises'
import type { TxtRecords } from '../../src/ports/txt-records.ts'

/** Asks the resolver of this machine. */
export const txtRecords: TxtRecords = async name => {
  try {
    return (await resolveTxt(name)).map(parts => parts.join(''))
  } catch {
    return []
  }
}

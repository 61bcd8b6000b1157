import { casbinReader } from './casbin.ts'
import { membershipsReader, pairsReader } from './csv.ts'
import type { LineReader, Terms } from './item.ts'
import type { Layout } from './layout.ts'
import { rolesReader } from './roles.ts'

/** The formats, and how each is read. */
export const formats = {
  pairs: pairsReader,
  memberships: membershipsReader,
  roles: rolesReader,
  casbin: casbinReader,
} as const satisfies Record<string, (terms: Terms, layout: Layout) => LineReader>

export type ImportFormat = keyof typeof formats

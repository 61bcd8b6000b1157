import { z } from 'zod'
import type { Committed } from '../../change/commit.ts'

export const DryRun = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true` answers what would change, and changes nothing'),
})

/** The revision that an answer was read from. */
export const Revised = z
  .object({ revision: z.number().int().describe('The revision that this was read from') })
  .meta({ id: 'Revised' })

/** What every write answers. */
export const Write = z
  .object({
    revision: z.number().int().describe('The organisation’s revision after this'),
    token: z.string().describe('For `at_least_as_fresh`'),
    propagated: z
      .boolean()
      .describe(
        'False, with status 202: the change is committed, but not every replica has confirmed it yet',
      ),
    dry_run: z.literal(true).optional(),
    adds: z.array(z.array(z.string())).optional().describe('Under `dry_run`: the rules it would add'),
    removes: z.array(z.array(z.string())).optional().describe('Under `dry_run`: the rules it would remove'),
  })
  .meta({ id: 'Written' })

export const written = ({ revision, token, propagated, dryRun, adds, removes }: Committed) =>
  dryRun ? { revision, token, propagated, dry_run: true, adds, removes } : { revision, token, propagated }

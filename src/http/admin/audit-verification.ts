import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { read } from '../builders.ts'
import { LinkReply } from './audit.ts'
import { InOrg } from './ids.ts'

/** Lines that one call looks at. */
const MAX_LINES = 50_000

const Link = z
  .string()
  .regex(/^\d{1,15}:[0-9a-f]{64}$/, 'is a number, a colon and a hash')
  .transform(text => {
    const [n = '', hash = ''] = text.split(':')
    return { n: Number(n), hash }
  })

const verifyAudit = read({
  operation: 'verifyAudit',
  path: '/v1/orgs/:org/audit/verification',
  tag: 'Audit',
  summary: 'Verify the audit trail',
  description:
    'Each line holds a hash of itself and of the line before it: this looks at them in order and names the first that does not fit. Call again with `after` from `next` until that is absent. Keep `head` elsewhere, and name it as `known` the next time: whoever can write to the store could make a whole chain again, but not with that link in it.',
  params: InOrg,
  query: z.object({
    after: Link.optional().describe('`next` of the call before'),
    known: Link.optional().describe('A link that was kept, as `n:hash`: whether it is in the chain'),
    limit: z.coerce.number().int().min(1).max(MAX_LINES).default(10_000),
  }),
  reply: z.object({
    whole: z.boolean().describe('Whether every line to the end fits'),
    lines: z.number().int().describe('How many lines this call looked at'),
    head: LinkReply.describe('The end of the chain when this call began'),
    pruned: LinkReply.describe('The last line that was deleted for its age; 0 where none was'),
    misfit: z
      .object({
        n: z.number().int(),
        id: z.string().optional(),
        at: z.iso.datetime().optional(),
        why: z.string(),
      })
      .optional()
      .describe('The first line that does not fit'),
    known: z
      .boolean()
      .optional()
      .describe(
        'Whether the link that was named is in the chain; absent as long as no call has come to it, or when it was deleted for its age',
      ),
    unchained: z
      .object({
        lines: z.number().int().describe('No more than 10,000 are counted'),
        newest: z.iso.datetime().optional(),
        late: z
          .boolean()
          .describe(
            'Whether one is younger than the chain: slipped in, or written by a process of an older version',
          ),
      })
      .describe('Lines of versions before 0.2, which nothing protects'),
    next: z.string().optional().describe('Absent at the end, or at a line that does not fit'),
  }),
  may: () => ({ on: ORG, operation: 'readAudit' }),
  async handle({ audit }, { org, query }) {
    const found = await audit.verify(org, query)
    if (!found) throw new Problem('not_found')
    const { last, chain, ...rest } = found
    const more = !rest.whole && !rest.misfit
    return { ...rest, ...chain, ...(more ? { next: `${last.n}:${last.hash}` } : {}) }
  },
})

export const auditVerificationRoutes = [verifyAudit]

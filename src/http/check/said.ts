import { z } from 'zod'
import type { Said } from '../../engine/search.ts'
import type { Asker } from './who-may-ask.ts'

const Stated = z.record(z.string().max(128), z.unknown()) // what JSON holds is JSON: a body's limits are its own

/** What a question may say beside its names, for policy sets that read attributes. */
export const SAID = {
  context: Stated.optional().describe('Attributes of this request, which a set reads as `r.ctx.request`'),
  properties: z
    .strictObject({ subject: Stated.optional(), resource: Stated.optional(), action: Stated.optional() })
    .optional()
    .describe(
      'Attributes of the subject, the resource and the action. Where others are stored, the policy set says which win',
    ),
}

/** What of it counts: what people say of themselves does not, unless they may ask about anyone. */
export const said = (
  { isInsider }: Pick<Asker, 'isInsider'>,
  { context, properties }: { readonly context?: Said['context']; readonly properties?: Said['properties'] },
): Said => ({
  ...(context === undefined ? {} : { context }),
  ...(properties === undefined
    ? {}
    : { properties: isInsider ? properties : { ...properties, subject: undefined } }),
})

import { z } from 'zod'

/** What a caller says to a change of the rules that makes a role reach far. */
export const Accept = z
  .array(z.enum(['escalation']))
  .max(1)
  .default([])
  .describe('`escalation`: a role of the organisation comes to what administrators alone may')

export const accepts = ({ accept }: { readonly accept: z.output<typeof Accept> }): boolean =>
  accept.includes('escalation')

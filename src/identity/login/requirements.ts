import { decodeJwt } from 'jose'
import { z } from 'zod'
import type { Interaction } from './interaction.ts'

const Texts = z.union([z.array(z.string()), z.string().transform(text => [text])])

/** What the library says a sign-in must bring, beside a person. */
const Details = z.object({
  id_token_hint: z.string().optional().catch(undefined),
  sub: z.object({ value: z.string() }).optional().catch(undefined),
  acr: z
    .object({ essential: z.literal(true), value: Texts.optional(), values: Texts.optional() })
    .optional()
    .catch(undefined),
})

/** The authentication contexts of which one is demanded; undefined when any will do. */
export const demandedContexts = ({ prompt }: Interaction): readonly string[] | undefined => {
  const { acr } = Details.parse(prompt.details)
  return acr?.values ?? acr?.value
}

/**
 * Why a sign-in that went well does not answer the request: it is told to the application. Asking the person again would send them round
 * for ever where their identity provider signs them in without a question.
 */
export const unmet = (
  interaction: Interaction,
  got: { readonly account: string; readonly acr: string },
): { error: string; error_description: string } | undefined => {
  const { id_token_hint, sub } = Details.parse(interaction.prompt.details)
  const account = sub?.value ?? (id_token_hint === undefined ? undefined : decodeJwt(id_token_hint).sub)
  if (account !== undefined && account !== got.account)
    return { error: 'login_required', error_description: 'somebody else signed in than was asked for' }
  const contexts = demandedContexts(interaction)
  if (contexts !== undefined && !contexts.includes(got.acr))
    return {
      error: 'unmet_authentication_requirements',
      error_description: 'the identity provider did not authenticate the person in the way that was demanded',
    }
  return undefined
}

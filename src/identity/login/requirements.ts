import { decodeJwt } from 'jose'
import { z } from 'zod'
import type { Interaction } from './interaction.ts'

const Texts = z.union([z.array(z.string()), z.string().transform(text => [text])])

/** Requirements of the request beside a signed-in person, as the library reports them. */
const Details = z.object({
  id_token_hint: z.string().optional().catch(undefined),
  sub: z.object({ value: z.string() }).optional().catch(undefined),
  acr: z
    .object({ essential: z.literal(true), value: Texts.optional(), values: Texts.optional() })
    .optional()
    .catch(undefined),
})

/** Authentication contexts, one of which is required; undefined if any will do. */
export const demandedContexts = ({ prompt }: Interaction): readonly string[] | undefined => {
  const { acr } = Details.parse(prompt.details)
  return acr?.values ?? acr?.value
}

/**
 * Why a successful sign-in does not satisfy the request. The application gets this error. Asking the person again could loop: their
 * identity provider may sign them in again without a question.
 */
export const unmet = (
  interaction: Interaction,
  got: { readonly account: string; readonly acr: string },
): { error: string; error_description: string } | undefined => {
  const { id_token_hint, sub } = Details.parse(interaction.prompt.details)
  const account = sub?.value ?? (id_token_hint === undefined ? undefined : decodeJwt(id_token_hint).sub)
  if (account !== undefined && account !== got.account)
    return {
      error: 'login_required',
      error_description: 'another person signed in than the application asked for',
    }
  const contexts = demandedContexts(interaction)
  if (contexts !== undefined && !contexts.includes(got.acr))
    return {
      error: 'unmet_authentication_requirements',
      error_description:
        'the identity provider did not use an authentication method that the application requires',
    }
  return undefined
}

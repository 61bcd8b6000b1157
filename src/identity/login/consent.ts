import { z } from 'zod'
import { consentPage } from '../pages/consent-pages.ts'
import type { Visit } from './login.ts'

/** The scopes that the grant lacks, as the library reports them. */
const Missing = z.object({
  missingOIDCScope: z.array(z.string()).default([]),
  missingResourceScopes: z.record(z.string(), z.array(z.string())).default({}),
})

/** Asks the person whether a third-party application may have access. First-party applications are allowed without asking. */
export const askConsent = async (visit: Visit): Promise<void> => {
  const { interaction, show } = visit
  if (interaction.client.first_party) return allow(visit)
  const { missingOIDCScope, missingResourceScopes } = Missing.parse(interaction.prompt.details)
  const asked = new Set([...missingOIDCScope, ...Object.values(missingResourceScopes).flat()])
  const scopes = asked.size > 0 ? [...asked] : (interaction.params.scope ?? 'openid').split(' ')
  const { name: client } = interaction.client
  const who = await visit.whoIs(interaction.account)
  show(consentPage({ client, who, scopes }, `/login/${interaction.uid}`))
}

export const answerConsent = async (visit: Visit): Promise<void> => {
  const { form, provider, req, res, interaction } = visit
  if (interaction.prompt.name === 'consent' && form.get('answer') === 'allow') return allow(visit)
  await provider.interactionFinished(
    req,
    res,
    { error: 'access_denied', error_description: 'the person did not allow access' },
    { mergeWithLastSubmission: false },
  )
}

/** The page showed what the request asks for. `loadExistingGrant` grants it when the request continues. */
const allow = ({ provider, req, res }: Visit): Promise<void> =>
  // An earlier step of this interaction holds the login: keep it.
  provider.interactionFinished(req, res, { consent: {} }, { mergeWithLastSubmission: true })

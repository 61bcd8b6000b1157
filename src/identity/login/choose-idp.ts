import { printAccountId } from '../../model/identity.ts'
import { seeOther } from '../../pages/send.ts'
import { type Hop, type IdpChoice, type RealmQuestion, SignInRefused } from '../../ports/idp-sign-in.ts'
import { chooserPage, hopPage, realmPage } from '../pages/sign-in-pages.ts'
import { SIGNED_IN } from '../provider/configuration.ts'
import type { Interaction } from './interaction.ts'
import type { Visit } from './login.ts'
import { demandedContexts, unmet } from './requirements.ts'

/** Starts a sign-in: goes to the identity provider if only one fits, and shows a choice otherwise. */
export const begin = async (visit: Visit): Promise<void> => {
  await ask(visit, questionOf(visit.interaction))
}

/** The person has chosen an identity provider, or said where they belong. */
export const choose = async (visit: Visit): Promise<void> => {
  const { form, interaction, query, idpSignIn } = visit
  const said = form.get('realm')?.trim()
  if (said) return ask(visit, questionOf(interaction, said), said)
  const [org, idp] = (form.get('choice') ?? '').split(' ')
  const offered = await idpSignIn.choices(questionOf(interaction, query.get('realm') ?? undefined))
  const all = offered.kind === 'several' ? offered.choices : offered.kind === 'one' ? [offered.choice] : []
  const choice = all.find(each => each.org === org && each.idp === idp)
  if (!choice)
    throw new SignInRefused('realm_mismatch', 'This is not one of the sign-in pages of the organisation.')
  await leave(visit, choice)
}

/** The person returns from the identity provider. Collects the ticket in the browser that began, and finishes the interaction. */
export const finish = async ({
  req,
  res,
  provider,
  idpSignIn,
  noted,
  interaction,
  query,
  introduction,
}: Visit): Promise<void> => {
  const ticket = (query.get('ticket') ?? '').slice(0, 256)
  const signedIn = await idpSignIn.collect(interaction.uid, ticket, introduction)
  if (interaction.org !== undefined && signedIn.org !== interaction.org)
    throw new SignInRefused(
      'realm_mismatch',
      'You signed in at another organisation than the application belongs to.',
    )
  const accountId = printAccountId(signedIn.org, signedIn.subject)
  const acr = signedIn.acr ?? SIGNED_IN
  const amr = signedIn.amr === undefined ? {} : { amr: [...signedIn.amr] }
  const login = { accountId, acr, ...amr, ts: signedIn.auth_time, remember: true }
  const fault = unmet(interaction, { account: accountId, acr })
  if (!fault) await noted(signedIn, interaction.client.id)
  const { origin } = signedIn
  const result = fault ?? { login, ...(origin && { origin: { ...origin } }) }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false })
}

/** @param said what the person typed when asked for their organisation */
const questionOf = ({ org, params }: Interaction, said?: string): RealmQuestion => {
  const hint = said?.slice(0, 320) ?? params.login_hint
  return {
    ...(org === undefined ? {} : { org }),
    ...(params.idp_hint === undefined ? {} : { idp_hint: params.idp_hint }),
    ...(hint === undefined ? {} : { login_hint: hint }),
  }
}

/** @param said what the person typed on the page before */
const ask = async (visit: Visit, question: RealmQuestion, said?: string): Promise<void> => {
  const { show, interaction, idpSignIn, query } = visit
  const realm = await idpSignIn.choices(question)
  const kept = query.has('another') ? { another: 'yes' } : {}
  const action = `/login/${interaction.uid}/choose`
  if (realm.kind === 'one') return leave(visit, realm.choice)
  if (realm.kind === 'several') {
    const { login_hint = '' } = question
    const again = `${action}?${new URLSearchParams({ realm: login_hint, ...kept })}`
    return show(chooserPage(interaction.client.name, again, realm.choices))
  }
  if (realm.kind === 'ask' || interaction.org === undefined)
    return show(realmPage(interaction.client.name, asked(action, kept), said?.slice(0, 320)))
  throw new SignInRefused(
    'unknown_organisation',
    'This organisation has no sign-in page yet: an administrator connects its identity provider first.',
  )
}

const asked = (action: string, kept: Readonly<Record<string, string>>): string =>
  Object.keys(kept).length === 0 ? action : `${action}?${new URLSearchParams(kept)}`

const leave = async (visit: Visit, choice: IdpChoice): Promise<void> => {
  const { idpSignIn, interaction } = visit
  const { params, prompt, uid } = interaction
  const contexts = demandedContexts(interaction) ?? params.acr_values?.split(' ')
  const hop = await idpSignIn.start(
    {
      interaction: uid,
      force:
        visit.query.has('another') ||
        params.prompt?.split(' ').includes('login') === true ||
        prompt.reasons.includes('max_age'),
      ...(params.login_hint === undefined ? {} : { login_hint: params.login_hint }),
      ...(params.max_age === undefined ? {} : { max_age: params.max_age }),
      ...(contexts === undefined ? {} : { acr_values: contexts }),
    },
    choice,
  )
  go(visit, hop)
}

const go = ({ res, show }: Visit, hop: Hop): void => {
  if ('redirect' in hop) seeOther(res, hop.redirect)
  else show(hopPage(hop.post.url, hop.post.fields))
}

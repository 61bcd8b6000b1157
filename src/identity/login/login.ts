/**
 * The pages on which a person signs in or consents. Owns: the binding to the browser (the interaction's cookie, which only
 * these paths receive) and what our provider does with an outcome. Does not own: how an identity provider (IdP) is asked, who
 * a person is, or what is granted by default. The paths are in the table of `src/http/login/routes.ts`.
 */
import type { Provider } from 'oidc-provider'
import { PAGES_ID } from '../../model/client.ts'
import type { SignedIn } from '../../model/identity.ts'
import { type Introduction, SignInRefused } from '../../ports/idp-sign-in.ts'
import { refuseDevice } from '../device/device-codes.ts'
import type { RoomParts } from '../parts.ts'
import type { LoginCall } from './call.ts'
import { begin, choose, finish } from './choose-idp.ts'
import { answerConsent, askConsent } from './consent.ts'
import { type Interaction, interactionOf } from './interaction.ts'
import { readInvitation } from './invitation-cookie.ts'
import { refuse } from './refusal-page.ts'
import { createWhoIs, type WhoIs } from './who-is.ts'

export interface LoginParts
  extends Pick<
    RoomParts,
    'publicUrl' | 'idpSignIn' | 'records' | 'organisationName' | 'languageOf' | 'failed'
  > {
  readonly provider: () => Provider
  /** Notes in the trail that a person signed in to an application. */
  noted(signedIn: SignedIn, client: string): Promise<void>
}

/** One step of an interaction. */
export interface Visit extends LoginCall, Pick<LoginParts, 'idpSignIn' | 'noted'> {
  readonly provider: Provider
  readonly interaction: Interaction
  readonly whoIs: WhoIs
  /** Of a sign-in that accepts an invitation. */
  readonly introduction?: Introduction
}

export const createLogin = (parts: LoginParts) => {
  const { idpSignIn, noted } = parts
  const whoIs = createWhoIs(parts)
  const step =
    (run: (visit: Visit) => Promise<void>) =>
    async (call: LoginCall): Promise<void> => {
      const provider = parts.provider()
      const interaction = await interactionOf(provider, call.req, call.res, call.params.interaction ?? '')
      const show = await speaking(parts, call, interaction)
      try {
        const own = { idpSignIn, noted, whoIs, provider, interaction, show }
        await run({ ...call, ...own, ...introduced(parts, call, interaction) })
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error
        const over =
          interaction.device !== undefined && (await refuseDevice(provider, interaction.device, error))
        refuse(parts, { res: call.res, show }, error, over ? undefined : interaction.uid)
      }
    }
  return {
    begin: step(visit => (visit.interaction.prompt.name === 'consent' ? askConsent(visit) : begin(visit))),
    choose: step(choose),
    finish: step(finish),
    consent: step(answerConsent),
    /** Somebody else answers the request: asks for a sign-in although there is one. */
    another: step(visit => begin({ ...visit, query: new URLSearchParams({ another: 'yes' }) })),
  }
}

/** Shows pages in the language that the application asks for; else the browser's, else the organisation's. */
const speaking = async (
  { languageOf }: LoginParts,
  { show }: LoginCall,
  { org, params: { ui_locales } }: Interaction,
): Promise<LoginCall['show']> => {
  const otherwise = org && (await languageOf(org))
  return (page, status) =>
    show(page, status, { ...(ui_locales === undefined ? {} : { ui_locales }), otherwise })
}

/** Only our own page for invitations begins such a sign-in: in any other, an invitation in the browser means nothing. */
const introduced = (
  { publicUrl }: Pick<LoginParts, 'publicUrl'>,
  { req }: LoginCall,
  { client, prompt }: Interaction,
): { introduction?: Introduction } => {
  const invitation =
    client.id === PAGES_ID && prompt.name === 'login' ? readInvitation(req, publicUrl) : undefined
  return invitation === undefined ? {} : { introduction: { invitation } }
}

/**
 * The pages on which a person signs in or consents. Owns: the binding to the browser (the interaction's cookie, which only
 * these paths receive) and what our provider does with an outcome. Does not own: how an identity provider (IdP) is asked, who
 * a person is, or what is granted by default. The paths are in the table of `src/http/login/routes.ts`.
 */
import type { Provider } from 'oidc-provider'
import type { SignedIn } from '../../model/identity.ts'
import { SignInRefused } from '../../ports/idp-sign-in.ts'
import { refuseDevice } from '../device/device-codes.ts'
import type { RoomParts } from '../parts.ts'
import type { LoginCall } from './call.ts'
import { begin, choose, finish } from './choose-idp.ts'
import { answerConsent, askConsent } from './consent.ts'
import { type Interaction, interactionOf } from './interaction.ts'

export interface LoginParts extends Pick<RoomParts, 'idpSignIn' | 'failed'> {
  readonly provider: () => Provider
  /** Notes in the trail that a person signed in to an application. */
  noted(signedIn: SignedIn, client: string): Promise<void>
}

/** One step of an interaction. */
export interface Visit extends LoginCall, Pick<LoginParts, 'idpSignIn' | 'noted'> {
  readonly provider: Provider
  readonly interaction: Interaction
}

export const createLogin = (parts: LoginParts) => {
  const { idpSignIn, noted } = parts
  const step =
    (run: (visit: Visit) => Promise<void>) =>
    async (call: LoginCall): Promise<void> => {
      const provider = parts.provider()
      const interaction = await interactionOf(provider, call.req, call.res, call.params.interaction ?? '')
      try {
        await run({ ...call, idpSignIn, noted, provider, interaction })
      } catch (error) {
        if (error instanceof SignInRefused && interaction.device !== undefined)
          await refuseDevice(provider, interaction.device, error)
        throw error
      }
    }
  return {
    begin: step(visit => (visit.interaction.prompt.name === 'consent' ? askConsent(visit) : begin(visit))),
    choose: step(choose),
    finish: step(finish),
    consent: step(answerConsent),
  }
}

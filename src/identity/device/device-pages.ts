import type { Client, KoaContextWithOIDC } from 'oidc-provider'
import { KEYS_SCOPE } from '../../model/client.ts'
import { type Sentence, sentenceFor } from '../../pages/catalogue.ts'
import type { WhoIs } from '../login/who-is.ts'
import { deviceConfirmPage, deviceDonePage, userCodePage } from '../pages/device-pages.ts'
import type { ShowPage } from '../pages/library-pages.ts'

const tokenOf = (ctx: KoaContextWithOIDC): string =>
  String((ctx.oidc.session?.state as { secret?: unknown } | undefined)?.secret ?? '')

const nameOf = (client: { clientName?: string | undefined; clientId: string } | undefined): string =>
  client?.clientName ?? client?.clientId ?? ''

/** Whether the device asks to make keys that outlive the sign-in. */
const makesKeys = ({ oidc }: KoaContextWithOIDC): boolean =>
  String(oidc.entities.DeviceCode?.params?.scope ?? '')
    .split(' ')
    .includes(KEYS_SCOPE)

const complaints: Readonly<Record<string, Sentence>> = {
  NotFoundError: 'device.no_such',
  ExpiredError: 'error.expired_token',
  AlreadyUsedError: 'error.code_used',
  AbortedError: 'device.not_connected',
  NoCodeError: 'device.no_code',
}

/** The library's arguments; the last one is the code as the device shows it. */
type ConfirmArguments = [ctx: KoaContextWithOIDC, form: string, client: Client, device: unknown, code: string]

/** Our pages of the device flow, in place of the library's. */
export const createDevicePages = (show: ShowPage, whoIs: WhoIs) => ({
  userCodeInputSource: async (ctx: KoaContextWithOIDC, _form: string, out?: object, error?: Error) => {
    const code = String((out as { error?: unknown } | undefined)?.error)
    const problem = error && (complaints[error.name] ?? sentenceFor('error', code, 'device.failed'))
    show(ctx, userCodePage({ action: ctx.oidc.urlFor('code_verification'), token: tokenOf(ctx), problem }))
  },
  userCodeConfirmSource: async (...[ctx, , client, , code]: ConfirmArguments) => {
    const action = ctx.oidc.urlFor('code_verification')
    const account = ctx.oidc.session?.accountId
    const who = account === undefined ? {} : { who: await whoIs(account) }
    const asked = { action, token: tokenOf(ctx), code, client: nameOf(client), makesKeys: makesKeys(ctx) }
    show(ctx, deviceConfirmPage({ ...asked, ...who }))
  },
  successSource: async (ctx: KoaContextWithOIDC) => {
    show(ctx, deviceDonePage(nameOf(ctx.oidc.client)))
  },
})

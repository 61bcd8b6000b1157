import { Provider } from 'oidc-provider'
import { z } from 'zod'
import type { IdpSignIn } from '../../ports/idp-sign-in.ts'
import type { OidcRecord } from '../../ports/oidc-store.ts'

const Result = z.object({
  login: z.object({}),
  origin: z.object({ name: z.string(), session: z.string().optional() }).optional(),
})

/** Tells which sign-in a session is written with, in the request that resumes after it. Nothing in any other request. */
export const noteOrigin =
  ({ entered }: Pick<IdpSignIn, 'entered'>) =>
  async ({ uid, account }: OidcRecord): Promise<void> => {
    const { data: result } = Result.safeParse(Provider.ctx?.oidc.result)
    if (!result || uid === undefined || account === undefined) return
    const { name, session } = result.origin ?? {}
    await entered?.(
      uid,
      account,
      name === undefined ? undefined : { name, ...(session !== undefined && { session }) },
    )
  }

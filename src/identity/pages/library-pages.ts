import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Brand } from '../../pages/brand.ts'
import { type Page, print } from '../../pages/page.ts'
import { errorPage } from './consent-pages.ts'

/** Shows our pages as answers of the library. Their headers are set already. */
export const createShowPage =
  (brand: Brand) =>
  (ctx: KoaContextWithOIDC, page: Page): void => {
    ctx.type = 'html'
    ctx.body = print(page, brand)
  }
export type ShowPage = ReturnType<typeof createShowPage>

/** Shows an error of the library to a person. Its description stays, for the developer of the client. */
export const createRenderError =
  (show: ShowPage) =>
  (
    ctx: KoaContextWithOIDC,
    out: { readonly error: string; readonly error_description?: string | undefined },
  ): void => {
    const sentence =
      out.error_description ??
      (ctx.status >= 500 ? 'Please try again in a moment.' : 'The request is not valid.')
    show(ctx, errorPage({ code: out.error, sentence: capitalised(sentence), status: ctx.status }))
  }

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

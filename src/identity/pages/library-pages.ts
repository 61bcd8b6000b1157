import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Brand } from '../../pages/brand.ts'
import { type Page, print } from '../../pages/page.ts'
import { headersOf } from '../../pages/send.ts'
import { errorPage, faultOfLibrary } from './error-page.ts'

/** Shows our pages as answers of the library. */
export const createShowPage =
  (brand: Brand) =>
  (ctx: KoaContextWithOIDC, page: Page): void => {
    const ui_locales = ctx.oidc?.params?.ui_locales ?? ctx.query.ui_locales
    const say = brand.languages.choose({ ui_locales, accept: ctx.get('Accept-Language') })
    const sheet = page(say)
    ctx.set({ ...headersOf(sheet) })
    ctx.type = 'html'
    ctx.set('Content-Language', say.language)
    ctx.body = print(sheet, brand, say)
  }
export type ShowPage = ReturnType<typeof createShowPage>

/** Shows an error of the library to a person. */
export const createRenderError =
  (show: ShowPage) =>
  (
    ctx: KoaContextWithOIDC,
    out: { readonly error: string; readonly error_description?: string | undefined },
  ): void => {
    show(ctx, errorPage(faultOfLibrary(out.error, ctx.status, out.error_description)))
  }

import type { Languages } from './languages.ts'

/** How the service speaks to people: by which name, and in which languages. */
export interface Brand {
  readonly name: string
  readonly languages: Languages
  readonly logo?: Logo
}

/** An image, served at {@link LOGO_PATH}: pages load nothing from elsewhere. */
export interface Logo {
  readonly type: 'image/svg+xml' | 'image/png' | 'image/jpeg' | 'image/webp'
  readonly bytes: Uint8Array
}

export const LOGO_PATH = '/logo'

/** What a browser asks for by itself. */
export const FAVICON_PATH = '/favicon.ico'

/** A key, in a colour that is seen on light and dark. */
export const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#2a8c7a" stroke-width="2"><circle cx="5" cy="8" r="3.5"/><path d="M8.5 8H15v3M12 8v2.5"/></svg>'

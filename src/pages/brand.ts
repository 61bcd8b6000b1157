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

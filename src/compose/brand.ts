import { readFile } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import type { Brand, Logo } from '../pages/brand.ts'
import { languagesOf } from './languages.ts'

const MAX_LOGO = 262_144

/** How each kind of image begins. */
const KINDS: readonly (readonly [Logo['type'], RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF....WEBP/s],
  ['image/svg+xml', /^\s*(?:<\?xml|<!--|<svg)/],
]

/** The name of the service, its logo and its languages, read once. @throws ConfigError */
export const brandOf = async ({
  brand: { name, logo, languages },
}: Pick<Config, 'brand'>): Promise<Brand> => {
  const said = { name, languages: await languagesOf(languages) }
  return logo === undefined ? said : { ...said, logo: await logoOf(logo) }
}

const logoOf = async (logo: string): Promise<Logo> => {
  const bytes = await readFile(logo).catch(() => {
    throw new ConfigError([`KASBAH_LOGO: ${logo} cannot be read`])
  })
  const start = bytes.subarray(0, 512).toString('latin1')
  const [type] = KINDS.find(([, begins]) => begins.test(start)) ?? []
  if (type === undefined || bytes.length > MAX_LOGO)
    throw new ConfigError([`KASBAH_LOGO: ${logo} is not an SVG, PNG, JPEG or WebP image of at most 256 KiB`])
  return { type, bytes }
}

import { type AnyClient, ClientSettings, COMMAND_LINE_ID, PAGES_ID } from '../../model/client.ts'
import type { Brand } from '../../pages/brand.ts'
import type { RecordStore } from '../../ports/record-store.ts'
import type { PlatformClients } from './platform-clients.ts'

/** The command line's own client: it signs people of any organisation in by device. */
export const COMMAND_LINE: AnyClient = {
  ...ClientSettings.parse({
    name: 'Kasbah command line',
    scopes: ['check', 'read', 'write'],
    first_party: true,
  }),
  id: COMMAND_LINE_ID,
  kind: 'device',
  secrets: [],
  era: 0,
  created_at: new Date(0),
}

/** Where our own pages may be come back to. */
export const PAGES_PATHS = [
  '/me',
  '/me/device',
  '/me/application',
  '/me/arriving',
  '/invitation/done',
] as const

const pagesClient = ({ publicUrl, brand }: Own): AnyClient => ({
  ...COMMAND_LINE,
  ...ClientSettings.parse({
    name: brand.name,
    first_party: true,
    redirect_uris: PAGES_PATHS.map(path => publicUrl.origin + path),
    post_logout_redirect_uris: [`${publicUrl.origin}/`],
  }),
  id: PAGES_ID,
  kind: 'public',
})

interface Own {
  readonly publicUrl: URL
  readonly brand: Pick<Brand, 'name'>
}

/** Every client there is: the command line's, our own pages', the platform's, an organisation's. */
export const createKnownClients =
  (records: Pick<RecordStore, 'anywhere'>, platform: Pick<PlatformClients, 'find'>, own: Own) =>
  async (id: string): Promise<AnyClient | undefined> => {
    if (id === COMMAND_LINE.id) return COMMAND_LINE
    if (id === PAGES_ID) return pagesClient(own)
    return (await records.anywhere('client', { id }))[0]?.value ?? (await platform.find(id))
  }

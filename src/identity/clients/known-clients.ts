import { type AnyClient, ClientSettings } from '../../model/client.ts'
import type { RecordStore } from '../../ports/record-store.ts'
import type { PlatformClients } from './platform-clients.ts'

/** The command line's own client: it signs people of any organisation in by device. */
export const COMMAND_LINE: AnyClient = {
  ...ClientSettings.parse({
    name: 'Kasbah command line',
    scopes: ['check', 'read', 'write'],
    first_party: true,
  }),
  id: 'kasbah-cli',
  kind: 'device',
  secrets: [],
  era: 0,
  created_at: new Date(0),
}

/** Every client there is: the command line's, the platform's, an organisation's. */
export const createKnownClients =
  (records: Pick<RecordStore, 'anywhere'>, platform: Pick<PlatformClients, 'find'>) =>
  async (id: string): Promise<AnyClient | undefined> => {
    if (id === COMMAND_LINE.id) return COMMAND_LINE
    return (await records.anywhere('client', { id }))[0]?.value ?? (await platform.find(id))
  }

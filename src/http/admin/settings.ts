import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { OrgSettings } from '../../model/organisation.ts'
import { read, write } from '../builders.ts'
import { givesRoles } from './gives-roles.ts'
import { InOrg } from './ids.ts'
import { Revised } from './written.ts'

const SettingsReply = z.object(OrgSettings.shape).meta({ id: 'OrganisationSettings' })

const getSettings = read({
  operation: 'getSettings',
  path: '/v1/orgs/:org/settings',
  tag: 'Organisations',
  summary: 'Get the settings',
  params: InOrg,
  reply: SettingsReply.and(Revised),
  may: () => ({ on: ORG }),
  handle: async (_rooms, { view }) => ({ ...view.organisation.settings, revision: view.revision }),
})

const updateSettings = write({
  operation: 'updateSettings',
  method: 'PATCH',
  path: '/v1/orgs/:org/settings',
  tag: 'Organisations',
  summary: 'Change settings',
  description: 'Settings that are not sent stay as they are.',
  params: InOrg,
  body: OrgSettings.partial(),
  reply: SettingsReply,
  problems: ['unknown_role', 'role_too_strong', 'unknown_level', 'review_needed'],
  may: () => ({ on: ORG }),
  mayAlso: ({ body }) => givesRoles(body.newcomer_role),
  async handle({ directory }, { org, body, by }) {
    const settings = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    return directory.organisations.update(org, by, { settings })
  },
  state: ({ answer }) => answer.settings,
})

export const settingsRoutes = [getSettings, updateSettings]

import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { OrgSettings } from '../../model/organisation.ts'
import { route } from '../route.ts'
import { visible } from '../steps/authorise.ts'
import { InOrg, OptionalQuery, Write, written } from './forms.ts'

const getSettings = route({
  operation: 'getSettings',
  method: 'GET',
  path: '/v1/orgs/:org/settings',
  tag: 'Organisations',
  summary: 'What admins may set',
  params: InOrg,
  reply: OrgSettings.extend({ revision: z.number().int() }),
  may: () => ({ on: ORG }),
  async handle(rooms, { caller, org }) {
    const { organisation, revision } = await visible(rooms, caller, org)
    return { ...organisation.settings, revision }
  },
})

const updateSettings = route({
  operation: 'updateSettings',
  method: 'PATCH',
  path: '/v1/orgs/:org/settings',
  tag: 'Organisations',
  summary: 'Change settings; what is absent stays',
  params: InOrg,
  query: OptionalQuery,
  body: OrgSettings.partial(),
  reply: OrgSettings.extend(Write.shape),
  problems: ['unknown_role', 'unknown_level', 'revision_mismatch'],
  may: () => ({ on: ORG }),
  async handle({ directory }, { org, body, by }) {
    const settings = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    const made = await directory.organisations.update(org, by, { settings })
    return { ...made.answer.settings, ...written(made) }
  },
})

export const settingsRoutes = [getSettings, updateSettings]

import { z } from 'zod'
import { OrgRef } from '../../model/id.ts'
import { route } from '../route.ts'
import { Raw } from '../steps/send.ts'

const Metadata = z
  .object({
    policy_decision_point: z.string(),
    access_evaluation_endpoint: z.string(),
    access_evaluations_endpoint: z.string(),
    search_subject_endpoint: z.string(),
    search_resource_endpoint: z.string(),
    search_action_endpoint: z.string(),
  })
  .meta({ id: 'AuthzenMetadata' })

const metadataOf = (base: string): z.output<typeof Metadata> => ({
  policy_decision_point: base,
  access_evaluation_endpoint: `${base}/access/v1/evaluation`,
  access_evaluations_endpoint: `${base}/access/v1/evaluations`,
  search_subject_endpoint: `${base}/access/v1/search/subject`,
  search_resource_endpoint: `${base}/access/v1/search/resource`,
  search_action_endpoint: `${base}/access/v1/search/action`,
})

/** It changes with the configuration only. */
const sent = (base: string) =>
  new Raw('application/json; charset=utf-8', JSON.stringify(metadataOf(base)), {
    'Cache-Control': 'public, max-age=3600',
  })

const metadata = route({
  operation: 'authzenMetadata',
  method: 'GET',
  path: '/.well-known/authzen-configuration',
  tag: 'AuthZEN',
  summary: 'Find the AuthZEN endpoints',
  reply: Metadata,
  scope: 'none',
  may: 'anyone',
  handle: ({ publicUrl }) => sent(publicUrl),
})

const metadataOfOrganisation = route({
  operation: 'authzenMetadataOfOrganisation',
  method: 'GET',
  // Not `:org`: it is made of the path alone, and says nothing of whether there is the organisation.
  path: '/.well-known/authzen-configuration/orgs/:tenant',
  tag: 'AuthZEN',
  summary: 'Find the AuthZEN endpoints of an organisation',
  params: z.object({ tenant: OrgRef.describe('The organisation') }),
  reply: Metadata,
  scope: 'none',
  may: 'anyone',
  handle: ({ publicUrl }, { params }) => sent(`${publicUrl}/orgs/${params.tenant}`),
})

export const metadataRoutes = [metadata, metadataOfOrganisation]

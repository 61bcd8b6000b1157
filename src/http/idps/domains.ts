import { z } from 'zod'
import { challengeName } from '../../bridge/domains.ts'
import { ORG } from '../../model/id.ts'
import type { EmailDomain } from '../../model/idp.ts'
import { InOrg } from '../admin/ids.ts'
import { listOf } from '../admin/paging.ts'
import { read, write } from '../builders.ts'
import { IdpId } from './forms.ts'

const tag = 'Identity providers'
const Path = InOrg.extend({ domain: z.string().min(3).max(253) })
const Reply = z
  .object({
    domain: z.string(),
    verified_at: z.iso.datetime().optional().describe('Absent until it was verified'),
    idp: z.string().optional().describe('Where people of this domain are sent'),
    record: z.object({ name: z.string(), type: z.literal('TXT'), value: z.string() }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'EmailDomain' })

const printedDomain = ({ id, challenge, ...rest }: EmailDomain) => ({
  ...rest,
  domain: id,
  record: { name: challengeName(id), type: 'TXT' as const, value: challenge },
})

/** Whoever is believed to have an address is whoever has it here, and gets what was promised to it. */
const givesAddresses = () => ({ on: ORG, gives: 'anything' as const })

const listEmailDomains = read({
  operation: 'listEmailDomains',
  path: '/v1/orgs/:org/email-domains',
  tag,
  summary: 'List mail domains',
  description: 'An address that an identity provider states is believed only in a verified domain.',
  params: InOrg,
  reply: listOf(Reply),
  may: () => ({ on: ORG }),
  handle: async ({ bridge }, { org }) => ({ items: (await bridge.domains.list(org)).map(printedDomain) }),
})

const putEmailDomain = write({
  operation: 'putEmailDomain',
  method: 'PUT',
  path: '/v1/orgs/:org/email-domains/:domain',
  tag,
  summary: 'Add a mail domain, or change where its people sign in',
  params: Path,
  body: z.strictObject({ idp: IdpId.optional() }),
  reply: Reply,
  problems: ['role_too_strong', 'change_too_large'],
  may: givesAddresses,
  handle: ({ bridge }, { org, params, body, by }) => bridge.domains.put(org, by, params.domain, body.idp),
  state: ({ domain }) => printedDomain(domain),
})

const verifyEmailDomain = write({
  operation: 'verifyEmailDomain',
  method: 'POST',
  path: '/v1/orgs/:org/email-domains/:domain/verify',
  tag,
  summary: 'Verify a mail domain by its TXT record',
  description: 'The operator may verify a domain without a record.',
  params: Path,
  reply: Reply,
  problems: ['role_too_strong', 'domain_unproven'],
  may: givesAddresses,
  handle: ({ bridge }, { org, params, by }) => bridge.domains.verify(org, by, params.domain),
  state: ({ domain }) => printedDomain(domain),
})

const deleteEmailDomain = write({
  operation: 'deleteEmailDomain',
  method: 'DELETE',
  path: '/v1/orgs/:org/email-domains/:domain',
  tag,
  summary: 'Remove a mail domain',
  params: Path,
  may: () => ({ on: ORG }),
  handle: ({ bridge }, { org, params, by }) => bridge.domains.remove(org, by, params.domain),
})

export const emailDomainRoutes = [listEmailDomains, putEmailDomain, verifyEmailDomain, deleteEmailDomain]

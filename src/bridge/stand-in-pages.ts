/** The page "who are you?" of development, which stands in for an organisation's identity provider. */
import type { LoginCall } from '../identity/login/call.ts'
import { type Complaint, standInPage } from '../identity/pages/sign-in-pages.ts'
import type { Account } from '../model/account.ts'
import { idOf, type OrgId, OrgRef, RawId, type Subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { seeOther } from '../pages/send.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import { isLocalRequest } from './local-request.ts'
import type { SignInsUnderWay } from './sign-ins-under-way.ts'
import { requireNoIdp, STAND_IN, TICKET_MARK } from './stand-in.ts'

const MAX_LISTED = 12

export interface StandInPagesParts {
  readonly underWay: Pick<SignInsUnderWay, 'settle'>
  organisation(org: OrgId): Promise<Organisation | undefined>
  hasIdp(org: OrgId): Promise<boolean>
  people(org: OrgId, page: PageRequest): Promise<Page<Account>>
  /**
   * The person with this id or address who has a role in the organisation, or who is invited at this address and accepts by
   * signing in. Undefined for anybody else.
   */
  personOf(org: OrgId, text: string): Promise<Subject | undefined>
}

interface Visit extends LoginCall {
  readonly org: OrgId
}

export type StandInPages = ReturnType<typeof createStandInPages>

export const createStandInPages = (parts: StandInPagesParts) => {
  const page =
    (run: (parts: StandInPagesParts, visit: Visit) => Promise<void>) =>
    async (call: LoginCall): Promise<void> => {
      if (!isLocalRequest(call.req))
        throw new SignInRefused(
          'stand_in_is_local',
          'The development sign-in page answers only browsers on this machine, without a proxy between.',
        )
      const org = OrgRef.safeParse(call.query.get('org'))
      if (!org.success || !(await parts.organisation(org.data)))
        throw new SignInRefused('unknown_organisation', 'There is no such organisation.')
      await requireNoIdp(parts, org.data)
      await run(parts, { ...call, org: org.data })
    }
  return { show: page((known, visit) => show(known, visit)), answer: page(answer) }
}

const show = async (
  { organisation, people }: StandInPagesParts,
  visit: Visit,
  problem?: Complaint,
): Promise<void> => {
  const { org, params, query } = visit
  const { items } = await people(org, { limit: MAX_LISTED })
  const listed = items.map(({ id, name }) => ({ id: idOf(id), name: name ?? idOf(id) }))
  const page = standInPage({
    organisation: (await organisation(org))?.name ?? org,
    org,
    action: `/login/callback/stand-in/${params.interaction}?org=${org}`,
    people: listed,
    hint: query.get('hint')?.slice(0, 320),
    problem,
  })
  visit.show(page, problem === undefined ? 200 : 400)
}

const answer = async (parts: StandInPagesParts, visit: Visit): Promise<void> => {
  const { res, org, form } = visit
  const interaction = visit.params.interaction ?? ''
  const text = RawId.safeParse(form.get('person')?.trim())
  if (!text.success) return show(parts, visit, { sentence: 'stand_in.no_id' })
  const who = await parts.personOf(org, text.data)
  if (!who) return show(parts, visit, { sentence: 'stand_in.no_role', values: { person: text.data } })
  const auth_time = Math.floor(Date.now() / 1000)
  const statement = { subject: idOf(who), email_verified: false, groups: [], auth_time }
  const begun = { org, idp: STAND_IN, interaction, memory: {} }
  const ticket = await parts.underWay.settle(begun, { statement, settings: 0 })
  seeOther(res, `/login/${interaction}/return?ticket=${TICKET_MARK}${ticket}`)
}

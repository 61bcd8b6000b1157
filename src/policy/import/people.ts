/**
 * A list of people with their addresses, roles and groups, brought into an organisation of a running service. Somebody who is there is found by id, by
 * external id or by a believed address, so that the same list again changes nothing. Others get new ids: their first sign-in finds
 * them by the rule of their identity provider.
 */
import type { Revision } from '../../model/change.ts'
import type { OrgId } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { type BadLines, refusal } from './check.ts'
import type { ListedAccount } from './export.ts'
import { type Far, MAX_TRIES, sendAll } from './far.ts'
import type { PeopleLayout } from './people-heading.ts'
import { Complaints, readPeople } from './people-lines.ts'
import { type PeoplePlan, planPeople } from './people-plan.ts'
import { RuleList } from './rule-list.ts'
import type { Source } from './source.ts'

export interface PeopleParts {
  readonly far: Far
  readonly accounts: (org: OrgId) => Promise<readonly ListedAccount[]>
}

export interface PeopleRequest {
  readonly org: OrgId
  readonly file: Source
  readonly layout: PeopleLayout
  readonly reason?: string
  readonly skipBad: boolean
  /** Told what would change. Nothing is sent unless it answers true. */
  onPlan(plan: PeoplePlan, bad: BadLines): Promise<boolean>
}

/**
 * Sends what is left to do, as operations of the API. What somebody else changes meanwhile is read again.
 * @throws Problem malformed with bad lines, none of the list was loaded; whatever the service refuses
 */
export const importPeople = async (
  parts: PeopleParts,
  request: PeopleRequest,
): Promise<{ readonly sent: number; readonly revision: Revision }> => {
  const { org, reason } = request
  let sent = 0
  const send: Far['send'] = async (to, change) => {
    const made = await parts.far.send(to, change)
    sent += change.operations.length
    return made
  }
  for (let tries = 1; ; tries += 1) {
    const { plan, bad, revision } = await planned(parts, request)
    if (bad.badLines > 0 && !request.skipBad) throw refusal(request.file.name, bad)
    if (tries === 1 && !(await request.onPlan(plan, bad))) return { sent, revision }
    const more = {
      operations: plan.operations,
      expected: revision,
      ...(reason === undefined ? {} : { reason }),
    }
    try {
      return { revision: await sendAll({ send }, org, more), sent }
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'revision_mismatch' || tries === MAX_TRIES)
        throw error
    }
  }
}

const planned = async ({ far, accounts }: PeopleParts, { org, file, layout }: PeopleRequest) => {
  const list = new RuleList(await far.told(org))
  const bad = new Complaints()
  const wishes = await readPeople(file, { layout, terms: { catalogue: list.catalogue } }, bad)
  const standing = {
    list,
    accounts: await accounts(org),
    isGroup: (group: Parameters<Far['isGroup']>[1]) => far.isGroup(org, group),
  }
  return { plan: await planPeople(wishes, standing, bad), bad, revision: list.revision }
}

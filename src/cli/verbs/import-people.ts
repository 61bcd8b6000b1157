/** `kasbah import` of a list of people. */

import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { counted } from '../../model/counted.ts'
import { decodeRef, type OrgId } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { BadLines } from '../../policy/import/check.ts'
import type { ListedAccount } from '../../policy/import/export.ts'
import type { Far } from '../../policy/import/far.ts'
import { BadLine } from '../../policy/import/item.ts'
import { importPeople } from '../../policy/import/people.ts'
import { type PeopleLayout, peopleLayoutOf } from '../../policy/import/people-heading.ts'
import type { PeoplePlan, PlannedPerson } from '../../policy/import/people-plan.ts'
import { askPages } from '../ask-service.ts'
import { accountsOf } from '../far-organisation.ts'
import type { Call } from '../verb.ts'
import { firstSignInOf } from './first-sign-in.ts'

/** A heading is among the first so many bytes. */
const HEAD = 16_384

const headOf = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    if (fstatSync(file).isDirectory()) throw new Problem('malformed', `${path}: this is a folder.`)
    const head = Buffer.alloc(HEAD)
    return new TextDecoder().decode(head.subarray(0, readSync(file, head)))
  } finally {
    closeSync(file)
  }
}

/** How a list of people is written; undefined for another kind of file. @throws Problem malformed for a heading that is not read */
export const peopleIn = (path: string, flags: Call['flags']): PeopleLayout | undefined => {
  const head = headOf(path)
  try {
    return peopleLayoutOf(head, flags['skip-columns'] === true)
  } catch (error) {
    if (error instanceof BadLine)
      throw new Problem('malformed', `${path}: ${error.message}; nothing was loaded`)
    throw error
  }
}

interface Wish {
  readonly far: Far
  readonly org: OrgId
  readonly layout: PeopleLayout
  readonly reason: string
  readonly agreed: () => Promise<boolean>
}

export const importPeopleOf = async (call: Call, wish: Wish): Promise<number> => {
  const { far, org, layout, reason } = wish
  const [path = ''] = call.args
  const { flags } = call
  const asOperations = flags.json === true
  const dryRun = asOperations || flags['dry-run'] === true
  const accounts = async () => {
    const all: ListedAccount[] = []
    for await (const account of askPages<ListedAccount>(call, accountsOf(org)[0] ?? '')) all.push(account)
    return all
  }
  const made = await importPeople(
    { far, accounts },
    {
      org,
      layout,
      reason,
      file: { name: path, open: () => createReadStream(path) },
      skipBad: flags['skip-bad'] === true,
      onPlan: async (plan, bad) => {
        if (asOperations) for (const operation of plan.operations) console.log(JSON.stringify(operation))
        else {
          tell(plan, layout, bad)
          const [verdict, ...more] = await firstSignInOf(call, org, plan.people)
          if (verdict !== undefined) console.log(`sign-in  ${[verdict, ...more].join('\n         ')}`)
        }
        if (dryRun || plan.operations.length === 0) return false
        return wish.agreed()
      },
    },
  )
  if (!asOperations)
    console.log(
      dryRun
        ? 'changed  nothing: this was a dry run'
        : `sent     ${counted(made.sent, 'operation')}; now at revision ${made.revision}`,
    )
  return 0
}

/** How many of a kind are told one by one. `--json` tells all. */
const SHOWN = 10

const some = (items: readonly string[]): string =>
  `${items.slice(0, SHOWN).join(', ')}${items.length > SHOWN ? `, and ${items.length - SHOWN} more` : ''}`

const tell = ({ people, newGroups }: PeoplePlan, layout: PeopleLayout, { bad, badLines }: BadLines): void => {
  console.log(`understood as people, by ${layout.toldBy}`)
  if (layout.passedOver.length > 0) console.log(`columns  passed over: ${layout.passedOver.join(', ')}`)
  for (const { line, message } of bad) console.log(`line ${line} left out: ${message}`)
  if (badLines > bad.length) console.log(`... and ${badLines - bad.length} more`)
  const fresh = people.filter(({ isNew }) => isNew)
  const roles = Map.groupBy(fresh, ({ role }) => role)
  console.log(`people   ${people.length}, ${fresh.length} new`)
  for (const [role, those] of roles)
    console.log(
      `         ${those.length} new with the role ${role}: ${some(those.map(({ email }) => email))}`,
    )
  const moved = people.filter(({ before }) => before !== undefined)
  if (moved.length > 0) console.log(`roles    ${moved.length} change: ${some(moved.map(roleChange))}`)
  const described = people.filter(({ isNew, changes }) => !isNew && changes.length > 0)
  if (described.length > 0)
    console.log(
      `fields   ${described.length} change: ${some(described.map(({ email, changes }) => `${email} (${changes.join(', ')})`))}`,
    )
  const joins = people.flatMap(person => person.joins)
  const groups = [...Map.groupBy(joins, group => group)].map(
    ([group, all]) => `${decodeRef(group)}${newGroups.includes(group) ? ', new' : ''} (${all.length})`,
  )
  console.log(
    `groups   ${counted(joins.length, 'membership')}${groups.length > 0 ? `: ${some(groups)}` : ''}`,
  )
}

const roleChange = ({ email, before, role }: PlannedPerson): string => `${email} from ${before} to ${role}`

import { counted } from '../../model/counted.ts'
import type { ImportFormat } from '../../policy/import/format.ts'
import type { Named, Plan } from '../../policy/import/plan.ts'

const shown = ({ count, added, first }: Named, remark = ''): string => {
  const fresh = added === undefined || added === 0 ? '' : `, ${added} new${remark}`
  return `${count}${fresh}${count === 0 ? '' : `: ${first.join(', ')}${count > first.length ? ', ...' : ''}`}`
}

/** Tells what was understood of a file. */
export const tellPlan = (plan: Plan, format: ImportFormat): void => {
  const given = [
    ...Object.entries(plan.levels),
    ...Object.entries(plan.roles).map(([role, n]) => [`role ${role}`, n]),
  ]
  console.log(`understood as ${format}, by ${plan.toldBy}`)
  console.log(
    `people   ${shown(plan.accounts, `, with the role ${plan.newcomerRole} unless the file gives one`)}`,
  )
  console.log(`things   ${shown(plan.resources)}`)
  console.log(`groups   ${shown(plan.groups)}; ${counted(plan.memberships, 'membership')}`)
  console.log(
    `gives    ${given.map(([what, n]) => `${what} ${counted(Number(n), 'time')}`).join(', ') || 'no level and no role'}`,
  )
}

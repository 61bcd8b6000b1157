import { type EntityJson, preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { Question } from '../organisations.ts'
import { reach, type World } from './world.ts'

const SET = 'usual'
const uid = (type: string, id: string) => ({ type, id })

/** What concerns one question: who they are, and what the action is part of. */
const entitiesOf = (type: string, up: ReadonlyMap<string, readonly string[]>, from: string): EntityJson[] =>
  reach(up, from).map(id => ({
    uid: uid(type, id),
    attrs: {},
    parents: (up.get(id) ?? []).map(parent => uid(type, parent)),
  }))

/** Cedar: a policy for each thing given, read once. */
export const cedar = ({ parents, given, above }: World) => {
  const policies = given.map(
    ({ to, dataset, level }) =>
      `permit(principal in Subject::"${to}", action in Action::"${level}", resource == Dataset::"${dataset}");`,
  )
  const all = [
    ...policies,
    'permit(principal in Subject::"role:admin", action in Action::"can_manage", resource);',
    'forbid(principal in Subject::"role:guest", action == Action::"clone", resource);',
  ].join('\n')
  const read = preparsePolicySet(SET, { staticPolicies: all })
  if (read.type === 'failure') throw new Error(JSON.stringify(read.errors))
  return ({ subject, action, resource }: Question): boolean => {
    const answer = statefulIsAuthorized({
      principal: uid('Subject', subject),
      action: uid('Action', action),
      resource: uid('Dataset', resource),
      context: {},
      preparsedPolicySetId: SET,
      entities: [...entitiesOf('Subject', parents, subject), ...entitiesOf('Action', above, action)],
    })
    if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
    return answer.response.decision === 'allow'
  }
}

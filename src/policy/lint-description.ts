/** What set.yaml says that may not be meant: who begins as what, who may give rights, and calls that nobody could make. */
import { ORG } from '../model/id.ts'
import { type Chains, chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import { grantsOf } from './grants-of-set.ts'
import { DESCRIPTION, type ReadSet } from './set.ts'

type Found = Generator<Finding>

/** Calls on one resource that pass on what it holds, or who may open it. */
const SHARING: readonly string[] = ['addToCollection', 'setDefaultAccess', 'setGrant']

/** Further calls that are always on one resource. */
const ON_A_RESOURCE: readonly string[] = [
  'cloneDataset',
  'createSnapshot',
  'deleteDataset',
  'deleteSnapshot',
  'describeDataset',
  'getAccess',
  'getDataset',
  'listSnapshots',
  'removeFromCollection',
  'removeGrant',
  'renameDataset',
  'revertSnapshot',
]

/** Calls on the organisation that run it: an action of a level is none of theirs. */
const ON_ORG =
  /^(add|create|delete|disable|enable|list|put|remove|set|update)(Client|Group|Invitation|Member|Settings)/

const operationFinding = (
  { description }: ReadSet,
  operation: string,
  code: Finding['code'],
  message: string,
): Finding => ({
  code,
  file: DESCRIPTION,
  ...description.placeOf(['operations', operation]),
  message,
})

function* newcomers({ description }: ReadSet): Found {
  const { administrator, newcomer, roles } = description.value
  if (newcomer === administrator && Object.keys(roles).length > 1)
    yield {
      code: 'newcomer-administrator',
      file: DESCRIPTION,
      ...description.placeOf(['newcomer']),
      message: `whoever signs in for the first time is ${administrator}, and administers`,
    }
}

/** Lines about what the set has not. */
function* linesAboutNothing({ description }: ReadSet): Found {
  const { languages = {}, ...named } = description.value
  for (const [language, lines] of Object.entries(languages))
    for (const kind of ['roles', 'levels'] as const)
      for (const name of Object.keys(lines[kind] ?? {}))
        if (!Object.hasOwn(named[kind], name))
          yield {
            code: 'language-unknown',
            file: DESCRIPTION,
            ...description.placeOf(['languages', language, kind, name]),
            message: `${language} tells of ${name}, which is none of the ${kind}`,
          }
}

/** A level below the strongest by which others can be let in. */
function* sharingBelow(set: ReadSet, { how }: Chains): Found {
  const { operations, levels } = set.description.value
  const below = Object.keys(levels).slice(0, -1)
  for (const operation of SHARING) {
    const action = operations[operation]
    const level = action === undefined ? undefined : below.find(each => how.reach(action).has(each))
    if (level !== undefined)
      yield operationFinding(
        set,
        operation,
        'sharing-below',
        `${operation} asks for ${action}: whoever has ${level} may give rights to others`,
      )
  }
}

/** Calls that ask for an action which is allowed, but never where they ask for it. */
function* misplaced(set: ReadSet, { how }: Chains): Found {
  const { operations, levels } = set.description.value
  const allows = grantsOf(set).filter(({ denies }) => !denies)
  const allowedOn = (action: string, onOrg: boolean) =>
    allows.some(({ obj, act }) => (obj === ORG) === onOrg && how.reach(action).has(act))
  const isOfLevel = (action: string) => Object.keys(levels).some(level => how.reach(action).has(level))
  const wrong = (operation: string, action: string, where: string) =>
    operationFinding(
      set,
      operation,
      'operation-misplaced',
      `${operation} asks for ${action} ${where}: it is refused to everybody`,
    )
  for (const operation of [...SHARING, ...ON_A_RESOURCE]) {
    const action = operations[operation]
    if (action !== undefined && !isOfLevel(action) && !allowedOn(action, false) && allowedOn(action, true))
      yield wrong(operation, action, 'on one resource, where no level has it')
  }
  for (const [operation, action] of Object.entries(operations))
    if (ON_ORG.test(operation) && isOfLevel(action) && !allowedOn(action, true))
      yield wrong(operation, action, `on ${ORG}, where no rule allows it`)
}

export function* suspiciousDescription(set: ReadSet): Found {
  const chains = chainsOf(
    set.compiled,
    set.rules.map(({ rule }) => rule),
  )
  yield* newcomers(set)
  yield* linesAboutNothing(set)
  yield* sharingBelow(set, chains)
  yield* misplaced(set, chains)
}

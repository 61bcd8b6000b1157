/** Tests that say less than they seem to: asked twice, or about something that is not so any more. */
import type { CompiledSet } from '../engine/set.ts'
import type { Finding } from './finding.ts'
import { TESTS } from './set.ts'
import type { Case, Question } from './trial/run.ts'
import type { Facts, Situation } from './trial/situation.ts'
import type { Place } from './yaml-text.ts'

type Found = Generator<Finding>

const finding = (code: 'test-repeated' | 'test-idle', place: Place, message: string): Finding => ({
  code,
  file: TESTS,
  ...place,
  message,
})

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Map) return [...each].map(entry => JSON.stringify(entry)).sort()
    return each instanceof Date ? each.getTime() : each
  }) ?? ''

const factsText = (facts: Facts | undefined): string =>
  facts === undefined
    ? ''
    : textOf([
        ...[facts.accounts, facts.groups, facts.attributes ?? new Map()],
        [...facts.resources].map(([id, { everyone, grants }]) => [id, everyone ?? '', grants]).sort(),
        [facts.rules, facts.ends ?? []],
      ])

const situationText = ({ facts, elsewhere, at }: Situation): string =>
  [factsText(facts), factsText(elsewhere), at?.getTime() ?? ''].join('\n')

const questionText = ({ subject, action, resource, context, properties }: Question): string =>
  textOf([subject, action, resource, context ?? {}, properties ?? {}])

/** A question that one case asks twice; of a table, once for each line. */
function* askedTwice({ expect }: Case, told: Set<string>): Found {
  const seen = new Map<string, boolean>()
  for (const { question, allowed, place } of expect) {
    const key = questionText(question)
    const before = seen.get(key)
    seen.set(key, allowed)
    const at = `${place.line}`
    if (before === undefined || told.has(at)) continue
    told.add(at)
    const { subject, action, resource } = question
    const how = before === allowed ? 'is asked twice' : 'is expected to be allowed and to be denied'
    yield finding('test-repeated', place, `${subject} ${action} ${resource} ${how}`)
  }
}

/** Two cases that ask the same of the same, or have one name. */
function* sameCases(cases: readonly Case[]): Found {
  const byName = new Map<string, Case>()
  const byContent = new Map<string, Case>()
  for (const one of cases) {
    const { name, place, situation, expect } = one
    const questions = expect.map(({ question, allowed }) => `${questionText(question)} ${allowed}`).sort()
    const content = [situationText(situation), ...questions].join('\n')
    const [same, named] = [byContent.get(content), byName.get(name)]
    if (same) yield finding('test-repeated', place, `"${name}" asks what line ${same.place.line} asks`)
    else if (named)
      yield finding(
        'test-repeated',
        place,
        `another case, in line ${named.place.line}, has the name "${name}"`,
      )
    byContent.set(content, same ?? one)
    byName.set(name, named ?? one)
  }
}

/** Names that a case takes for unknown and that are known by now, or that it asks nothing about. */
function* staleUnknowns({ compiled }: { compiled: CompiledSet }, { unknown = [], ...one }: Case): Found {
  const { facts } = one.situation
  const asked = new Set<string>(
    one.expect.flatMap(({ question: { subject, action, resource } }) => [subject, action, resource]),
  )
  for (const { name, id, place } of unknown) {
    const known = [facts.accounts, facts.groups, facts.resources].some(each => each.has(id as never))
    if (known || compiled.catalogue.actions.has(name))
      yield finding(
        'test-idle',
        place,
        `${name} is known: what this case shows of unknown names, it does not show`,
      )
    else if (!asked.has(id)) yield finding('test-idle', place, `${name} is asked nowhere in this case`)
  }
}

/** What a request says where nothing listens. */
function* unheard({ compiled }: { compiled: CompiledSet }, { place, expect }: Case): Found {
  const told = expect.some(({ question }) => question.context ?? question.properties)
  if (told && !compiled.model.matcher.includes('ctx'))
    yield finding(
      'test-idle',
      place,
      'the matcher reads no attributes: what the request says decides nothing',
    )
}

/** Findings about the cases of a set that can be decided on. */
export function* suspiciousTests(set: { compiled: CompiledSet }, cases: readonly Case[]): Found {
  const told = new Set<string>()
  for (const one of cases) {
    yield* askedTwice(one, told)
    yield* staleUnknowns(set, one)
    yield* unheard(set, one)
  }
  yield* sameCases(cases)
}

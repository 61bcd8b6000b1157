/** Laws of SCIM's parsers over arbitrary input: a value or a refusal with a code, and nothing else. */
import test from 'ava'
import fc from 'fast-check'
import { ScimFault } from '../../src/scim/fault.ts'
import { parseFilter } from '../../src/scim/filter.ts'
import { isJson } from '../../src/scim/json.ts'
import { testOf } from '../../src/scim/match.ts'
import { patched } from '../../src/scim/patch.ts'
import { readUser } from '../../src/scim/user-resource.ts'
import { boundedWork } from '../../src/scim/work.ts'

const isFault = (error: unknown): boolean => error instanceof ScimFault && error.status === 400

/** Runs it; anything but a value or a SCIM fault is a failure. */
const lawful = <T>(run: () => T): T | undefined => {
  try {
    return run()
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}

const filterish = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        'userName',
        'emails',
        'active',
        'eq',
        'pr',
        'and',
        'or',
        'not',
        '(',
        ')',
        '[',
        ']',
        '"x"',
        'true',
        '1',
        '.',
        '"',
      ),
      { maxLength: 24 },
    )
    .map(words => words.join(' ')),
)

test('any text is a filter or refused, and a filter can be asked of any JSON', t => {
  fc.assert(
    fc.property(filterish, fc.dictionary(fc.string(), fc.jsonValue()), (text, resource) => {
      const filter = lawful(() => parseFilter(text))
      return filter === undefined || typeof testOf(filter, boundedWork())(resource) === 'boolean'
    }),
    { numRuns: 1_000 },
  )
  t.pass()
})

const operation = fc.record(
  {
    op: fc.constantFrom('add', 'Replace', 'REMOVE', 'move'),
    path: fc.oneof(
      filterish,
      fc.constantFrom(
        'members[value eq "x"]',
        'name.givenName',
        'emails[type eq "work"].value',
        '__proto__',
        'constructor.prototype',
      ),
    ),
    value: fc.jsonValue(),
  },
  { requiredKeys: ['op'] },
)

test('any operations make a resource that is a user or not, or are refused; nothing else changes', t => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.array(operation, { maxLength: 4 }),
      (resource, Operations) => {
        const before = structuredClone(resource)
        const result = lawful(() => patched(resource, { Operations }))
        if (result) lawful(() => readUser(result))
        t.deepEqual(resource, before)
        return (
          Reflect.ownKeys(Object.prototype).every(key => key !== 'x') &&
          (result === undefined || isJson(result))
        )
      },
    ),
    { numRuns: 1_000 },
  )
})

test('any JSON is a user or refused', t => {
  fc.assert(fc.property(fc.jsonValue(), value => lawful(() => readUser(value)) !== null))
  t.pass()
})

const member = fc.constantFrom('ann', 'Ann', 'ben', 'cyn', 'dan')
const change = fc.oneof(
  fc.record({ op: fc.constant('add'), ids: fc.array(member, { maxLength: 4 }) }),
  fc.record({ op: fc.constant('replace'), ids: fc.array(member, { maxLength: 4 }) }),
  fc.record({
    op: fc.constantFrom('remove by filter', 'remove by value', 'remove by two'),
    ids: fc.array(member, { minLength: 1, maxLength: 2 }),
  }),
)

/** The operations of one change, as directories write them. */
const operationsOf = ({ op, ids }: { op: string; ids: string[] }): object[] => {
  const value = ids.map(id => ({ value: id }))
  if (op === 'remove by filter') return ids.map(id => ({ op: 'remove', path: `members[value eq "${id}"]` }))
  if (op === 'remove by value') return [{ op: 'Remove', path: 'members', value }]
  if (op === 'remove by two')
    return [{ op: 'remove', path: `members[${ids.map(id => `value eq "${id}"`).join(' or ')}]` }]
  return [{ op, path: 'members', value }]
}

test('members after any changes are those of a plain set', t => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), changes => {
      const plain = new Set<string>(['ann'])
      for (const { op, ids } of changes) {
        if (op === 'replace') plain.clear()
        for (const id of ids)
          if (op.startsWith('remove')) plain.delete(id)
          else plain.add(id)
      }
      const group = patched({ members: [{ value: 'ann' }] }, { Operations: changes.flatMap(operationsOf) })
      const members = new Set((group.members as { value: string }[]).map(({ value }) => value))
      return members.symmetricDifference(plain).size === 0
    }),
    { numRuns: 1_000 },
  )
  t.pass()
})

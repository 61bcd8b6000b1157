import test from 'ava'
import { z } from 'zod'
import { IN_WORDS } from '../../src/model/form-words.ts'

const Named = z.strictObject({ name: z.string() })

const Tagged = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user') }),
  z.strictObject({ kind: z.literal('group') }),
])

const SAID: readonly (readonly [schema: z.ZodType, value: unknown, said: string])[] = [
  [z.string(), undefined, 'is missing'],
  [z.string(), 7, 'must be a text, not a number'],
  [z.string(), null, 'must be a text, not nothing'],
  [z.array(z.string()), 'x', 'must be a list, not a text'],
  [z.int(), 1.5, 'must be a whole number, not a number with a fraction'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(2), 'x', 'must have at least 2 characters'],
  [z.string().max(1), 'xy', 'must have at most 1 character'],
  [z.array(z.string()).max(1), ['x', 'y'], 'must have at most 1 entry'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.enum(['user', 'service']), 'usr', 'must be one of user, service, not "usr". Did you mean user?'],
  [z.enum(['user', 'service']), { toString: 1 }, 'must be one of user, service, not keys with values'],
  [z.enum(['user', 'service']), 7, 'must be one of user, service, not "7"'],
  [z.enum(['on']), 'x'.repeat(9_000), `must be on, not "${'x'.repeat(64)}..."`],
  [z.literal('a'), 'b', 'must be a, not "b". Did you mean a?'],
  [z.string().regex(/^a/), 'b', 'is not of the form that is wanted here'],
  [z.string().regex(/^a/, 'a name begins with a'), 'b', 'a name begins with a'],
  [z.string().startsWith('user:'), 'ann', 'must begin with "user:"'],
  [z.iso.datetime(), 'x', 'is no time: one is written like 2026-12-24T18:00:00Z'],
  [z.record(z.string().regex(/^a/, 'begins with a'), z.number()), { b: 1 }, 'no such key: it begins with a'],
  [z.union([z.string(), z.array(z.string())]), 7, 'must be a text or a list'],
  [z.union([z.string(), Named]), { name: 7 }, 'name must be a text, not a number'],
  [Tagged, { kind: 'uer' }, 'must be one of user, group, not "uer". Did you mean user?'],
  [Tagged, {}, 'is missing'],
]

test('what is wrong with a value is said in plain words', t => {
  for (const [schema, value, said] of SAID)
    t.is(schema.safeParse(value, IN_WORDS).error?.issues[0]?.message, said)
})

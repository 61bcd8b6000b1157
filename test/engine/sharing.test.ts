import test from 'ava'
import { createSharing } from '../../src/engine/sharing.ts'

/** Requests, each of an organisation at a millisecond; answers whether the thread is shared at the last of them. */
const shared = (requests: readonly (readonly [string, number])[], after = 0): boolean => {
  const { noteAsked, isShared } = createSharing()
  for (const [org, at] of requests) noteAsked(org, at)
  return isShared((requests.at(-1)?.[1] ?? 0) + after)
}

test('two organisations share the thread for a second; one alone has it', t => {
  const alone = [10, 20, 30].map(at => ['acme', at] as const)
  t.false(shared(alone))
  t.true(shared([...alone, ['zeta', 40]]))
  t.true(shared([...alone, ['zeta', 40]], 999))
  t.false(shared([...alone, ['zeta', 40]], 1_000))
})

test('a probe now and then is nobody who shares it; many of them are', t => {
  const beside = (every: number) =>
    [0, 1, 2, 3].flatMap(n => [['acme', n * every] as const, ['', n * every + 1] as const])
  t.false(shared(beside(1_000)))
  t.false(shared(beside(150)))
  t.true(shared(beside(50)))
})

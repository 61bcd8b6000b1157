import test from 'ava'
import { createTokenCache } from '../../src/identity/tokens/token-cache.ts'
import type { TokenFacts } from '../../src/identity/tokens/token-facts.ts'
import type { ChangeRecord } from '../../src/model/change.ts'

const counted = () => {
  const looked: string[] = []
  const cache = createTokenCache(
    () => true,
    async text => {
      looked.push(text)
      return { facts: { org: text.split(' ')[0], jti: text } as unknown as TokenFacts }
    },
  )
  return { cache, looked }
}

test('tokens are remembered up to a bound: the one used longest ago is looked up again, the others are not', async t => {
  const { cache, looked } = counted()
  for (let i = 0; i < 20_000; i += 1) await cache.find(`acme ${i}`)
  await cache.find('acme 0')
  await cache.find('acme new')
  const before = looked.length
  await cache.find('acme 0')
  await cache.find('acme 19999')
  t.is(looked.length, before, 'still remembered')
  await cache.find('acme 1')
  t.is(looked.length, before + 1, 'forgotten')
})

test('a change of sign-ins makes its organisation’s tokens be looked up again, and no others', async t => {
  const { cache, looked } = counted()
  await cache.find('acme 1')
  await cache.find('globex 1')
  cache.follow({ org: 'acme', touched: ['sign_in'] } as unknown as ChangeRecord)
  await cache.find('acme 1')
  await cache.find('globex 1')
  t.deepEqual(looked, ['acme 1', 'globex 1', 'acme 1'])
})

/** The work on what a SAML provider, or anybody in its place, posts: bounded before it is parsed, and off the thread that serves everybody. */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { parseUnsignedXml, parseXml, XmlRefused } from '../../adapters/idp-saml/xml.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { answerOf, respond } from './saml-idp.ts'
import { begin, connect, honest, keys, plain, protocol, signIn } from './saml-world.ts'

const many = (count: number) => Array.from({ length: count }, (_, i) => `group ${i}`)

for (const [what, xml] of [
  ['tags', `<a>${'<b/>'.repeat(6_001)}</a>`],
  [
    'attributes',
    `<a ${many(9_001)
      .map((_, i) => `b${i}=""`)
      .join(' ')}/>`,
  ],
  ['references', `<a>${'&amp;'.repeat(9_001)}</a>`],
  ['depth', `${'<a>'.repeat(41)}${'</a>'.repeat(41)}`],
  ['beginnings without an end', '<'.repeat(300_000)],
] as const)
  test.serial(`too many ${what} are refused before anything is parsed`, t => {
    t.throws(() => parseXml(xml), { instanceOf: XmlRefused })
  })

test.serial('comments without an end cost nothing', t => {
  t.throws(() => parseUnsignedXml(`<a>${'<!--'.repeat(12_000)}</a>`), { instanceOf: XmlRefused })
  t.truthy(parseUnsignedXml(`<a>${'<!-- b -->'.repeat(1_000)}</a>`))
})

test.serial('as many groups as may be, both signatures, and as many certificates as may be', async t => {
  const certificates = [...Array.from({ length: 9 }, () => keys.beta.certificate), keys.alpha.certificate]
  const said = { attributes: { groups: many(2_000) } }
  const ann = await signIn({ connection: connect('alpha', { certificates }), said, how: { what: 'both' } })
  t.is(ann.groups.length, 2_000)
})

test.serial('while an answer is checked, others are served', async t => {
  const idp = connect('alpha')
  const { memory } = await begin(idp)
  const said = { ...honest(idp, memory), attributes: { groups: many(1_000) } }
  const answer = answerOf(respond(said, { key: keys.alpha, what: 'both' }), plain.state)
  let turns = 0
  let done = false
  const checked = protocol.finish(idp, memory, answer).finally(() => {
    done = true
  })
  while (!done) {
    await wait(1)
    turns += 1
  }
  await checked
  // On this thread the check would leave room for a handful, each of them late.
  t.true(turns > 20, `${turns} turns`)
})

test.serial(
  'more answers at once than can wait are turned away, and those that wait are checked',
  async t => {
    const idp = connect('alpha')
    const { memory } = await begin(idp)
    const none = new URLSearchParams({ SAMLResponse: 'AAAA' })
    const codes = await Promise.all(
      Array.from({ length: 130 }, () =>
        protocol.finish(idp, memory, none).then(
          () => 'taken',
          (error: unknown) => (error instanceof SignInRefused ? error.code : 'failed'),
        ),
      ),
    )
    t.is(codes.filter(code => code === 'idp_unavailable').length, 30)
    t.is(codes.filter(code => code === 'answer_invalid').length, 100)
  },
)

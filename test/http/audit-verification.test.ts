import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('the trail is verified part by part, and a head that was kept is found in it', async t => {
  const { alice, mo, at } = await acme(t, service, 'verified')
  const path = `${at}/audit/verification`
  const kept = await ok(t, alice('GET', path))
  t.like(kept, { whole: true, lines: kept.head.n, pruned: { n: 0 }, unchained: { lines: 0, late: false } })
  await refused(t, mo('DELETE', `${at}/members/alice`), 'forbidden')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const link = `${kept.head.n}:${kept.head.hash}`
  let next = ''
  let lines = 0
  for (;;) {
    const part = await ok(t, alice('GET', `${path}?limit=3&known=${link}${next}`))
    lines += part.lines
    if (part.known !== undefined) t.true(part.known)
    next = `&after=${part.next}`
    if (part.next === undefined) {
      t.true(part.whole)
      break
    }
    t.false(part.whole)
  }
  t.is(lines, kept.head.n + 2)
  t.false((await ok(t, alice('GET', `${path}?known=${kept.head.n}:${'0'.repeat(64)}`))).known)
  const events = await allOf(t, alice, `${at}/audit`)
  t.deepEqual(
    events.map(({ chain }) => chain.n).toSorted((one, other) => other - one),
    Array.from({ length: lines }, (_, n) => lines - n),
  )
  await refused(t, mo('GET', path), 'forbidden')
  for (const query of ['after=1', 'known=x:y', 'limit=50001'])
    await refused(t, alice('GET', `${path}?${query}`), 'malformed')
})

/** A header is sent as bytes, each given as a character. */
const inBytes = (text: string): string => Buffer.from(text).toString('latin1')

test('as a table it is whole, and no cell of it is a formula', async t => {
  const { alice, at } = await acme(t, service, 'table')
  const reason = '=HYPERLINK("http://evil.example","a")'
  for (const why of ['\uff1d1+1', reason, '-1+1', 'plain, with "quotes"'])
    await ok(
      t,
      alice('PUT', `${at}/groups/lab`, { name: why }, { headers: { 'kasbah-reason': inBytes(why) } }),
    )
  const table = await alice('GET', `${at}/audit`, undefined, { headers: { accept: 'text/csv' } })
  t.is(table.headers.get('content-type'), 'text/csv; charset=utf-8')
  const [heading, ...rows] = table.text.trimEnd().split('\r\n')
  t.regex(heading ?? '', /^at,outcome,actor,action,resource,reason,.*,chain_n,chain_hash$/)
  t.is(rows.length, (await allOf(t, alice, `${at}/audit`)).length)
  t.true(rows[0]?.includes('"plain, with ""quotes"""'))
  t.true(rows[1]?.includes(",'-1+1,"))
  t.true(rows[3]?.includes(",'\uff1d1+1,"))
  t.true(rows[2]?.includes(`,"'=HYPERLINK(""http://evil.example"",""a"")",`))
})

test('an organisation says how long its trail is kept, and never too short', async t => {
  const { alice, at } = await acme(t, service, 'days')
  t.is((await ok(t, alice('PATCH', `${at}/settings`, { audit_days: 400 }))).audit_days, 400)
  await refused(t, alice('PATCH', `${at}/settings`, { audit_days: 29 }), 'malformed')
  t.is((await ok(t, alice('PATCH', `${at}/settings`, { audit_days: null }))).audit_days, null)
})

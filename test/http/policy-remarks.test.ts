import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('a plan notes what gives nothing and what is new by it, and refuses groups in themselves', async t => {
  const { alice, at } = await acme(t, service, 'notes')
  const rules = (await alice('GET', `${at}/policy`)).text
  const more = `p, user:zed, notes, dataset:streets, can_edit, allow
p, group:labb, notes, dataset:streets, can_edit, allow
g, user:zed, group:ghosts, notes
g2, dataset:streats, datasets, notes
`
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { rules: rules + more }), 201)
  t.deepEqual(plan.remarks, [
    'user:zed holds no role, and so nothing counts for them',
    'nobody is in group:labb',
    'group:labb is new here: applying the plan makes it',
    'group:ghosts is new here: applying the plan makes it',
    'dataset:streats is new here: applying the plan makes it',
  ])
  t.regex(plan.text, /^note: nobody is in group:labb$/m)
  const circle = 'g, group:a, group:b, notes\ng, group:b, group:a, notes\n'
  const { errors } = await refused(
    t,
    alice('POST', `${at}/policy/plans`, { rules: rules + circle }),
    'invalid_policy',
  )
  t.regex(errors[0].message, /group:b would be in each other|group:a would be in each other/)
})

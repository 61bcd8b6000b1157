/** The eight ways of wrapping a signed element in a forged one. None may end in a sign-in as the forged person. */
import test from 'ava'
import { refused, signIn } from './saml-world.ts'
import { ofAssertions, ofResponses, type Wrapping } from './saml-wrappings.ts'

for (const [name, tamper] of Object.entries(ofResponses))
  test(`refused: ${name}`, async t => {
    const check: Wrapping = (xml, said) => {
      const wrapped = tamper(xml, said)
      t.true(wrapped.includes('eve@alpha.example') && wrapped.includes('ann@alpha.example'))
      return wrapped
    }
    await refused(t, /^answer_(?:invalid|signature)$/, signIn({ tamper: check, how: { what: 'response' } }))
  })

for (const [name, tamper] of Object.entries(ofAssertions))
  test(`refused: ${name}`, async t => {
    const check: Wrapping = (xml, said) => {
      const wrapped = tamper(xml, said)
      t.true(wrapped.includes('eve@alpha.example') && wrapped.includes('ann@alpha.example'))
      return wrapped
    }
    await refused(t, /^answer_(?:invalid|signature)$/, signIn({ tamper: check }))
  })

/** The guide keeps up with the code: every refusal and every setting is in it. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { IdpTerms, OidcSettings } from '../../src/model/idp.ts'
import { refusals } from '../../src/model/refusals.ts'
import { SamlSettings } from '../../src/model/saml-settings.ts'

const guide = readFileSync(new URL('../../docs/identity.md', import.meta.url), 'utf8')

for (const [code, { title, mend }] of Object.entries(refusals))
  test(`the guide lists ${code}`, t => {
    t.true(guide.includes(`| \`${code}\` | ${title} | ${mend} |`))
  })

const schemas = { 'every provider': IdpTerms, OpenID: OidcSettings, SAML: SamlSettings }
for (const [what, schema] of Object.entries(schemas))
  for (const name of Object.keys(schema.shape))
    test(`the guide explains ${name} of ${what}`, t => {
      t.true(guide.includes(`\`${name}\``))
    })

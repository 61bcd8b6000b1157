/** Malformed settings are refused by name, never with a stack. */
import test from 'ava'
import fc from 'fast-check'
import { loadConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import { NAMES } from '../../src/config/settings.ts'

const scraps = [
  'x',
  'kasbah.example',
  '://',
  'http://',
  'http://[',
  'https://a:99999',
  '\u0000',
  ' ',
  '-1',
  '9'.repeat(40),
  '{}',
  '::1',
  '10.0.0.0/99',
  'smtp://',
  'mongodb://',
  '\ud800',
]
test('whatever a setting holds, it is taken or refused by name', t => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES),
      fc.oneof(fc.constantFrom(...scraps), fc.string(), fc.webUrl(), fc.ipV6()),
      (name, text) => {
        try {
          loadConfig({ env: { [name]: text } })
          return true
        } catch (error) {
          return error instanceof ConfigError && error.lines.every(line => line.includes('KASBAH_'))
        }
      },
    ),
    {
      numRuns: 3_000,
      examples: NAMES.flatMap(name => scraps.map(text => [name, text] as [typeof name, string])),
    },
  )
  const error = t.throws(() => loadConfig({ env: { KASBAH_PUBLIC_URL: 'kasbah.example' } }), {
    instanceOf: ConfigError,
  })
  t.deepEqual(error?.lines, [
    'KASBAH_PUBLIC_URL is an http or https URL such as https://kasbah.example.org, not "kasbah.example".',
  ])
})

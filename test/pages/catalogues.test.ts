/** Language files: ours say every sentence, and what somebody else gets wrong is found. */
import test from 'ava'
import { BUILT_IN, SENTENCES } from '../../src/pages/catalogue.ts'
import { lackingIn, ownCatalogue } from '../../src/pages/own-catalogue.ts'

test('each language that comes along says every sentence, as a language file must', t => {
  for (const [language, catalogue] of BUILT_IN) {
    t.deepEqual(ownCatalogue(`${language}.json`, JSON.stringify(catalogue)).faults, [])
    t.deepEqual(lackingIn(catalogue), [])
  }
  t.true(SENTENCES.length > 100)
})

test('what a translator can get wrong is named by file and key', t => {
  const faultsOf = (catalogue: unknown) => ownCatalogue('fr.json', JSON.stringify(catalogue)).faults
  t.deepEqual(
    faultsOf({
      continue: 'Continuer',
      'mail.until': { one: 'un jour, {day}', many: '{count} {day}', other: '{count} {day}' },
    }),
    [],
  )
  for (const [catalogue, fault] of [
    [{ 'consent.titel': 'x' }, /^fr\.json: consent\.titel: there is no sentence/],
    [{ 'consent.title': 'Autoriser ?' }, /^fr\.json: consent\.title: the parameter \{client\} is missing/],
    [{ 'consent.title': '{client} {nom}' }, /consent\.title: there is no parameter \{nom\}/],
    [{ continue: '<b>Continuer</b>' }, /continue: HTML is not allowed/],
    [{ continue: 'Continuer&nbsp;!' }, /continue: HTML is not allowed/],
    [{ continue: 'a\nb' }, /continue: line breaks/],
    [{ continue: ' ' }, /continue: is empty/],
    [{ continue: 'x'.repeat(2_001) }, /continue: is longer than 2000/],
    [{ continue: { other: 'x' } }, /continue: is one text/],
    [{ continue: 1 }, /continue: must be a text/],
    [{ continue: null }, /continue: must be a text/],
    [{ 'mail.until': { one: '{day}' } }, /mail\.until: lacks the plural form `other`/],
    [
      { 'mail.until': { three: '{day}', other: '{count} {day}' } },
      /mail\.until: there is no plural form `three`/,
    ],
    [{ 'mail.until': '{day}' }, /mail\.until: the parameter \{count\} is missing/],
    [['x'], /^fr\.json: is no JSON object/],
  ] as const)
    t.regex(String(faultsOf(catalogue)), fault)
  t.regex(String(ownCatalogue('fr.json', '{"continue": }').faults), /^fr\.json: is not JSON: /)
  t.regex(String(ownCatalogue('fr.json', '{"__proto__": "x"}').faults), /there is no sentence/)
})

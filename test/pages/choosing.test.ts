/** Which language a person is spoken to in. */
import test from 'ava'
import fc from 'fast-check'
import { createLanguages, type Wish } from '../../src/pages/languages.ts'
import { strong } from '../../src/pages/markup.ts'

const languages = createLanguages(
  new Map([
    ['fr', { continue: 'Continuer' }],
    ['pt-BR', { continue: 'Continuar' }],
    ['he', {}],
    ['de', { continue: 'Los' }],
  ]),
)
const chosen = (wish: Wish) => languages.choose(wish).language

test('what an application asks for goes before the browser, and that before the organisation', t => {
  t.is(chosen({}), 'en')
  t.is(chosen({ otherwise: 'de' }), 'de')
  t.is(chosen({ accept: 'fr', otherwise: 'de' }), 'fr')
  t.is(chosen({ ui_locales: 'de', accept: 'fr' }), 'de')
  t.is(chosen({ ui_locales: 'xx de', accept: 'fr' }), 'de')
  t.is(chosen({ ui_locales: 'xx', accept: 'yy', otherwise: 'zz' }), 'en')
  t.is(chosen({ accept: 'xx', otherwise: 'fr' }), 'fr')
})

test('a browser’s list is read by weight, and the nearest language is taken', t => {
  t.is(chosen({ accept: 'de-CH,de;q=0.9,en;q=0.8' }), 'de')
  t.is(chosen({ accept: 'en;q=0.5, fr;q=0.7' }), 'fr')
  t.is(chosen({ accept: 'fr;q=0, de;q=0.1' }), 'de')
  t.is(chosen({ accept: '*, fr;q=0.1' }), 'fr')
  t.is(chosen({ accept: 'pt-br' }), 'pt-BR')
  t.is(chosen({ accept: 'pt' }), 'pt-BR')
  t.is(chosen({ accept: 'DE-de-1996' }), 'de')
  t.is(languages.choose({ accept: 'he' }).direction, 'rtl')
})

test('what is too long to be a language is passed over, and not shortened field by field', t => {
  const long = `de-${'a-'.repeat(400)}a`
  t.is(chosen({ accept: long }), 'en')
  t.is(chosen({ ui_locales: `${long} fr` }), 'fr')
  t.is(chosen({ accept: `${long}, pt-BR;q=0.1` }), 'pt-BR')
})

test('a file of the operator’s own goes before ours, and English says what it lacks', t => {
  t.is(languages.choose({ accept: 'de' }).text('continue'), 'Los')
  t.is(languages.choose({ accept: 'de' }).text('sign_in.title'), 'Anmelden')
  t.is(languages.choose({ accept: 'fr' }).text('sign_in.title'), 'Sign in')
  const lacking = languages.lacking.map(({ language, sentences }) => [
    language,
    sentences.includes('sign_in.title'),
  ])
  t.deepEqual(lacking, [
    ['fr', true],
    ['pt-BR', true],
    ['he', true],
  ])
})

test('whatever a browser or an application sends, some language is chosen', t => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-z*;q=0-9., -]{0,60}$/))
  fc.assert(
    fc.property(text, fc.anything(), text, (accept, ui_locales, otherwise) => {
      t.true(languages.tags.includes(chosen({ accept, ui_locales, otherwise })))
    }),
  )
})

test('names cannot say anything but names, in any language', t => {
  const say = languages.choose({ accept: 'de' })
  const { markup } = say('signed_in_as', { name: '<b>{name}</b> & {client}' })
  t.is(markup, 'Sie sind als &lt;b&gt;{name}&lt;/b&gt; &amp; {client} angemeldet.')
})

test('a name turns the order of nothing around it', t => {
  const [german, hebrew] = [languages.choose({ otherwise: 'de' }), languages.choose({ otherwise: 'he' })]
  const name = '\u05e9\u05dc\u05d5\u05dd (2)'
  t.is(german.text('invitation.join', { organisation: name }), `\u2068${name}\u2069 beitreten`)
  t.is(german.text('invitation.join', { organisation: 'Acme (2)' }), 'Acme (2) beitreten')
  t.is(hebrew.text('invitation.join', { organisation: 'Acme (2)' }), 'Join \u2068Acme (2)\u2069')
  t.regex(
    hebrew('invitation.from_admin', { organisation: strong('Acme') }).markup,
    /\u2068<strong>Acme<\/strong>\u2069/,
  )
  const bad = german('invitation.ask', { name: 'Eve\u202e\u2069gro.live' }).markup
  t.true(bad.includes('\u2068Evegro.live\u2069'), 'nor can it end its own place')
  t.is(german.list(['A', name]), `A und \u2068${name}\u2069`)
})

/** Pages and mails in the language of the person, over HTTP. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ok, refused } from '../service/acme.ts'
import { authorize, found, register, verifier } from './app.ts'
import { browser } from './browser.ts'
import { startSignIn } from './service.ts'

const folderWith = async (t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-languages-'))
  t.teardown(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

test('pages are in the language that the application asks for, else the browser’s, else the organisation’s', async t => {
  const KASBAH_LANGUAGES = await folderWith(t, {
    'fr.json': JSON.stringify({ 'home.account': 'Votre compte' }),
    'README.md': '# not read',
  })
  const service = await startSignIn(t, { KASBAH_LANGUAGES })
  await found(t, service)
  const { url, operator } = service
  const read = async (path: string, language?: string) => {
    const accept = { accept: 'text/html', ...(language === undefined ? {} : { 'accept-language': language }) }
    const reply = await fetch(url + path, { headers: accept })
    return { text: await reply.text(), spoken: reply.headers.get('content-language'), status: reply.status }
  }
  const german = await read('/', 'de-CH, en;q=0.5')
  t.regex(german.text, /<html lang="de" dir="ltr">[\s\S]*Willkommen bei Kasbah/)
  t.is(german.spoken, 'de')
  const french = await read('/', 'fr')
  t.regex(french.text, /Votre compte[\s\S]*Accept an invitation/)
  t.is((await read('/?ui_locales=de', 'fr')).spoken, 'de')
  t.is((await read('/', `${'x'.repeat(5_000)},de`)).spoken, 'en')
  const unknown = await read('/oidc/auth?client_id=nobody&ui_locales=de')
  t.is(unknown.spoken, 'de')
  t.regex(unknown.text, /nicht bekannt[\s\S]*<code>invalid_client<\/code>/)
  t.regex((await read('/login/nobody', 'de')).text, /ticket_invalid/)
  t.regex((await read('/me/nothing', 'de')).text, /Diese Seite gibt es nicht[\s\S]*not_found/)
  const { ui_locales_supported } = JSON.parse((await read('/oidc/.well-known/openid-configuration')).text)
  t.deepEqual(ui_locales_supported, ['en', 'de', 'fr'])

  const app = await register(t, service, { first_party: false, name: 'Viewer' })
  const asked = { code_challenge: verifier().code_challenge, code_challenge_method: 'S256', scope: 'openid' }
  const consentOf = async (more: object) => {
    const at = browser(url)
    return at.submit(await at.open(authorize(service, app, { ...asked, ...more })), { person: 'mo' }, 1)
  }
  t.regex((await consentOf({ ui_locales: 'xx de' })).text, /Viewer zulassen\?/)
  t.regex((await consentOf({})).text, /Allow Viewer\?/)
  await ok(t, operator('PATCH', '/v1/orgs/acme/settings', { language: 'de' }))
  t.regex((await consentOf({})).text, /Viewer zulassen\?/)
  t.regex((await consentOf({ ui_locales: 'en' })).text, /Allow Viewer\?/)
  await refused(t, operator('PATCH', '/v1/orgs/acme/settings', { language: 'German!' }), 'malformed')

  await ok(t, operator('POST', '/v1/orgs/acme/datasets', { id: 'fez', name: 'Fez' }), 201)
  const grants = [{ resource: 'dataset:fez', level: 'can_edit' }]
  const invitation = { email: 'zoe@elsewhere.example', role: 'guest', grants }
  const pageOf = async (more: object): Promise<string> => {
    const { accept_token, language } = await ok(
      t,
      operator('POST', '/v1/orgs/acme/invitations', { ...invitation, ...more }),
      201,
    )
    t.is(language, (more as { language?: string }).language)
    return (await browser(url).post('/invitation', { token: accept_token })).text
  }
  t.regex(
    await pageOf({}),
    /Sieht nur, was[\s\S]*can_edit<br>Ansehen und den Inhalt[\s\S]*Anmelden und annehmen/,
  )
  t.regex(await pageOf({ language: 'en' }), /Sign in and accept/)
})

test('a language file with a fault is refused at the start, by file and key', async t => {
  for (const [files, message] of [
    [{ 'fr.json': '{"continu": "x"}' }, /KASBAH_LANGUAGES: fr\.json: continu: there is no sentence/],
    [{ 'fr.json': '{"continue": "<b>"}' }, /fr\.json: continue: HTML/],
    [{ 'french.txt.json': '{}' }, /french\.txt\.json: is not named after a language/],
    [{ 'fr.json': `{"continue": "${'x'.repeat(262_144)}"}` }, /fr\.json is larger than 256 KiB/],
    [{}, /must hold one to 50 files/],
  ] as const)
    await t.throwsAsync(startSignIn(t, { KASBAH_LANGUAGES: await folderWith(t, files) }), { message })
  await t.throwsAsync(startSignIn(t, { KASBAH_LANGUAGES: '/nowhere/at/all' }), { message: /no folder/ })
  const folders = await folderWith(t, {})
  await mkdir(join(folders, 'fr.json'))
  await t.throwsAsync(startSignIn(t, { KASBAH_LANGUAGES: folders }), { message: /fr\.json is no file/ })
})

/** No sentence for people stands outside of the catalogue. */
import test from 'ava'
import { invitationMail } from '../../src/directory/invitation-mail.ts'
import { homePage } from '../../src/http/people/home.ts'
import * as invitations from '../../src/http/people/invitation-pages.ts'
import * as me from '../../src/http/people/me-page.ts'
import * as consent from '../../src/identity/pages/consent-pages.ts'
import * as device from '../../src/identity/pages/device-pages.ts'
import * as errors from '../../src/identity/pages/error-page.ts'
import * as signIn from '../../src/identity/pages/sign-in-pages.ts'
import * as signOut from '../../src/identity/pages/sign-out-pages.ts'
import { EmailAddress } from '../../src/model/email.ts'
import { OrgRef, type Resource, type Subject } from '../../src/model/id.ts'
import { problems } from '../../src/model/problems.ts'
import { refusals, type SignInRefusal } from '../../src/model/refusals.ts'
import { sentenceFor } from '../../src/pages/catalogue.ts'
import { createLanguages } from '../../src/pages/languages.ts'
import { type Page, print } from '../../src/pages/page.ts'
import { leftIn, pseudo, pseudoLanguages } from './pseudo.ts'

const AT = new Date('2026-11-29T01:02:03Z')
const ORG = OrgRef.parse('4')
/** Names that hold no letter. */
const who = { name: '1', organisation: '2' }
const offer = {
  organisation: '2',
  role: '3',
  about: () => '4',
  access: [{ name: '5', level: '6', about: () => '7' }],
}
const opened = { ...offer, token: '7', address: '8', until: AT }
const choice = { org: ORG, org_name: '2', idp: '5', name: '6' }
const brand = { name: '9', languages: pseudoLanguages }
const session = { id: '1', signed_in_at: AT, expires_at: AT, clients: ['2', '3'] }
const key = {
  id: '1',
  name: '2',
  hint: '3',
  scopes: [],
  org: ORG,
  subject: '4' as Subject,
  created_at: AT,
  hash: '5',
}

const ME: me.Me = {
  name: '1',
  id: '2',
  email: '3',
  organisation: '4',
  role: '5',
  groups: ['6', '7'],
  sessions: {
    items: [
      { ...session, kind: 'browser' },
      { ...session, id: '9', kind: 'browser' },
      { ...session, id: '8', kind: 'offline' },
    ],
    more: '1',
  },
  here: '1',
  applications: new Map([['2', '8']]),
  keys: { items: [key, { ...key, expires_at: AT, last_used_at: AT }], more: '1' },
  datasets: {
    items: [{ name: '1', level: '2', about: () => '3', why: [{}, { role: '3' }, { groups: ['4', '5'] }] }],
    more: '1',
  },
  entrances: [{ id: '1', begins: '2', name: '3', href: '4' }],
  elsewhere: [{ id: '1', name: '2' }],
}
const NOTHING: me.Me = { ...ME, datasets: { items: [] }, keys: { items: [] } }
const fault = { code: '1', status: 400, sentence: 'error.other' } as const

/** Every page there is, with everything that it may say. */
const PAGES: Readonly<Record<string, readonly Page[]>> = {
  homePage: [homePage({ name: '1' }, false), homePage({ name: '1' }, true)],
  pastePage: [invitations.pastePage],
  openPage: [
    invitations.openPage(opened),
    invitations.openPage({ ...opened, inviter: '1', me: { name: '2', another: false } }),
    invitations.openPage({ ...opened, me: { name: '2', another: true } }),
  ],
  acceptedPage: [
    invitations.acceptedPage(offer, '1', []),
    invitations.acceptedPage({ ...offer, about: () => undefined }, '1', ME.entrances),
  ],
  overPage: [
    ...(['used', 'revoked', 'replaced', 'ended', 'expired'] as const).flatMap(what => [
      invitations.overPage({ what, organisation: '1' }),
      invitations.overPage({ what, organisation: '1', inviter: '2' }),
    ]),
    invitations.overPage({ what: 'unknown' }),
  ],
  mePage: [me.mePage(ME), me.mePage(NOTHING), me.mePage({ ...ME, datasets: { items: [], unlisted: true } })],
  notSignedInPage: [me.notSignedInPage(undefined), me.notSignedInPage('access_denied')],
  consentPage: [
    consent.consentPage(
      {
        client: '1',
        who,
        scopes: ['openid', 'profile', 'email', 'offline_access', 'check', 'read', 'write', 'x'],
      },
      '/2',
    ),
  ],
  logoutPage: [signOut.logoutPage('')],
  loggedOutPage: [signOut.loggedOutPage(undefined), signOut.loggedOutPage('1')],
  partlySignedOutPage: [
    signOut.partlySignedOutPage('partial', '1'),
    signOut.partlySignedOutPage('failed', '1'),
  ],
  userCodePage: (['device.no_such', 'device.failed', 'device.no_code', 'device.not_connected'] as const).map(
    problem => device.userCodePage({ action: '1', token: '2', problem }),
  ),
  deviceConfirmPage: [
    device.deviceConfirmPage({ action: '1', token: '2', code: '3', client: '4', makesKeys: true, who }),
  ],
  deviceDonePage: [device.deviceDonePage('1')],
  errorPage: [
    errors.errorPage({ ...fault, detail: { for: 'developer', text: 'in English' } }),
    errors.errorPage({ ...fault, status: 500, next: { href: '1', label: 'invitation.another' } }),
    ...(Object.keys(refusals) as SignInRefusal[]).map(code =>
      errors.errorPage({
        ...fault,
        sentence: `refused.${code}`,
        detail: { for: 'organisation', text: 'in English' },
      }),
    ),
    ...Object.keys(problems).map(code =>
      errors.errorPage({ ...fault, sentence: sentenceFor('problem', code, 'problem.other') }),
    ),
    ...['access_denied', 'invalid_client', '__proto__', 'something_new'].map(code =>
      errors.errorPage({ ...errors.faultOfLibrary(code, 400, 'in English'), code: '1' }),
    ),
  ],
  chooserPage: [
    signIn.chooserPage('1', '2', [choice]),
    signIn.chooserPage('1', '2', [choice, { ...choice, org: OrgRef.parse('7') }]),
  ],
  realmPage: [signIn.realmPage('1', '2'), signIn.realmPage('1', '2', '3')],
  standInPage: [
    signIn.standInPage({ organisation: '1', org: '2', action: '3', people: [] }),
    ...(['stand_in.no_id', 'stand_in.no_role'] as const).map(sentence =>
      signIn.standInPage({
        organisation: '1',
        org: '2',
        action: '3',
        people: [{ id: '4', name: '5' }],
        problem: { sentence, values: { person: '6' } },
      }),
    ),
  ],
  hopPage: (['hop.about', 'hop.signing_out', 'hop.signed_out'] as const).map(about =>
    signIn.hopPage('1', { 2: '3' }, about),
  ),
}

test('every page is among those that are looked at', t => {
  const modules = [invitations, me, consent, device, errors, signIn, signOut, { homePage }]
  const names = modules.flatMap(module => Object.keys(module)).filter(name => name.endsWith('Page'))
  t.deepEqual(names.sort(), Object.keys(PAGES).sort())
})

for (const [name, pages] of Object.entries(PAGES))
  test(`nothing of ${name} is said in English in another language`, t => {
    for (const page of pages) {
      const document = print(page(pseudo), brand, pseudo)
      t.deepEqual(leftIn(document), [])
      t.regex(document, /<html lang="ja" dir="ltr">/)
    }
  })

const letter = (days: number, language: string, inviter?: string) => ({
  organisation: {
    id: ORG,
    name: '1',
    policy_set: '2',
    created_at: AT,
    settings: {
      newcomer_role: '3',
      default_access: '4',
      invitation_days: days,
      api_key_max_days: null,
      networks: null,
      language: 'de',
    },
  },
  ...(inviter === undefined
    ? {}
    : { inviter: { id: '5' as Subject, name: inviter, attributes: {}, created_at: AT } }),
  invitation: {
    id: '6',
    email: EmailAddress.parse('7@8.de'),
    role: '9',
    grants: [{ resource: '1' as Resource, level: '2' }],
    token_hash: '3',
    invited_by: '5' as Subject,
    created_at: AT,
    expires_at: new Date(AT.getTime() + days * 86_400_000),
    language,
  },
  access: [{ name: '4', level: '5' }],
  token: '6',
})

test('nothing of a mail is said in English in another language', t => {
  const mails = [letter(7, 'ja'), letter(1, 'ja', '3')].map(each =>
    invitationMail({ publicUrl: 'http://1', brand }, each),
  )
  for (const { text, html, subject } of mails)
    t.deepEqual(leftIn(`${subject} ${text} ${html ?? ''}`.replaceAll('7@8.de', '')), [])
})

test('a mail counts days as its language does, and has its date', t => {
  const languages = createLanguages()
  const textOf = (days: number, language: string) =>
    invitationMail({ publicUrl: 'http://1', brand: { name: '9', languages } }, letter(days, language)).text
  t.regex(textOf(1, 'de'), /gilt einen Tag, bis 30\. November 2026,/)
  t.regex(textOf(7, 'de-AT'), /gilt 7 Tage, bis 6\. Dezember 2026,/)
  t.regex(textOf(1, 'en'), /for one day, until November 30, 2026,/)
  // One that is not spoken: the organisation's.
  t.regex(textOf(7, 'xx'), /gilt 7 Tage/)
})

/** Metadata behind an address: read again, as the provider's keys change, and never worse than before. */
import test, { type ExecutionContext } from 'ava'
import { startSignIn } from '../identity/service.ts'
import type { World } from './bridge-world.ts'
import { entityXml, federationXml, serviceXml, signedXml } from './saml-federation.ts'
import { serving } from './saml-metadata-server.ts'
import { enter, metadataOf, worldAt } from './saml-service.ts'
import { keys, protocol } from './saml-world.ts'

/** A provider whose metadata a test changes. */
const publishing = async (t: ExecutionContext, first: string) => {
  const said = { status: 200, text: first }
  const url = await serving(t, (_, reply) => reply.writeHead(said.status).end(said.text))
  return { url, said }
}

const startWorld = async (t: ExecutionContext) =>
  worldAt(t, await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' }))

/** A new key in the metadata is taken over, and a broken reading changes nothing and is seen. */
const keyChange = async (t: ExecutionContext, world: World) => {
  const { operator } = world.service
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const { url, said } = await publishing(t, metadataOf('alpha', [keys.alpha.certificate]))
  const body = { name: 'alpha by SAML', protocol: 'saml', metadata_url: url }
  const made = await operator('PUT', path, body)
  t.is(made.status, 200, made.text)
  t.like(made.body, { metadata_url: url, metadata_keeps: [] })
  const again = async () => (await operator('POST', `${path}/metadata`)).body
  t.is((await again()).fault, undefined)
  said.text = metadataOf('alpha', [keys.alphaNext.certificate])
  t.is((await again()).fault, undefined)
  t.is((await enter(t, world, world.alpha)).refused, 'answer_signature')
  t.truthy((await enter(t, world, world.alpha, { how: { key: keys.alphaNext } })).who)
  const trail = await operator('GET', '/v1/orgs/alpha/audit?action=readIdentityProviderMetadata')
  t.is(trail.body.items?.length, 1, 'only the reading that changed something')
  const hours: number[] = []
  for (const broken of [
    { status: 500, text: 'no' },
    { status: 200, text: '<html>down for maintenance' },
    { status: 200, text: metadataOf('beta', [keys.beta.certificate]) },
  ]) {
    Object.assign(said, broken)
    const state = await again()
    t.truthy(state.fault)
    t.true(state.tried_at > state.read_at)
    hours.push((Date.parse(state.next_at) - Date.parse(state.tried_at)) / 3_600_000)
  }
  t.deepEqual(hours, [1, 2, 3], 'what fails again and again is tried less often')
  t.truthy((await enter(t, world, world.alpha, { how: { key: keys.alphaNext } })).who)
  const findings = (await operator('POST', `${path}/test`)).body.findings as {
    check: string
    mend?: string
  }[]
  t.regex(findings.find(({ check }) => check === 'metadata_url')?.mend ?? '', /read-metadata/)
  t.is(
    (await operator('PUT', path, { ...body, name: 'renamed' })).body.name,
    'renamed',
    'settings can be saved meanwhile',
  )
}

/** What an admin gave beside the metadata stays; what only came back as it was shown does not. */
const kept = async (t: ExecutionContext, world: World) => {
  const { operator } = world.service
  const path = `/v1/orgs/beta/identity-providers/${world.beta.id}`
  const { url, said } = await publishing(t, metadataOf('beta', [keys.beta.certificate]))
  const own = {
    name: 'a',
    protocol: 'saml',
    metadata_url: url,
    settings: { sso_url: 'https://own.example/sso' },
  }
  t.deepEqual((await operator('PUT', path, own)).body.metadata_keeps, ['sso_url'] as never)
  const shown = (await operator('GET', path)).body
  t.is((await operator('PUT', path, { ...own, settings: shown.settings })).status, 200)
  said.text = metadataOf('beta', [keys.alphaNext.certificate])
  await operator('POST', `${path}/metadata`)
  const after = (await operator('GET', path)).body
  t.deepEqual(after.metadata_keeps, ['sso_url'] as never)
  t.is(after.settings.sso_url, 'https://own.example/sso')
  t.deepEqual(after.settings.certificates, [keys.alphaNext.certificate])
  const pasted = { name: 'a', protocol: 'saml', metadata: metadataOf('beta', [keys.beta.certificate]) }
  t.is((await operator('PUT', path, pasted)).body.metadata_url, undefined)
  t.is((await operator('POST', `${path}/metadata`)).status, 404)
}

/** What was read while an admin saved the settings holds, where the admin's own reading failed: not what was read before. */
const readMeanwhile = async (t: ExecutionContext, world: World) => {
  const { operator } = world.service
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const said = { hold: false, text: metadataOf('alpha', [keys.alpha.certificate]) }
  const url = await serving(t, async (_, reply) => {
    if (!said.hold) return reply.end(said.text)
    said.hold = false
    held.resolve()
    await release.promise
    return reply.writeHead(500).end()
  })
  const body = { name: 'alpha by SAML', protocol: 'saml', metadata_url: url }
  t.is((await operator('PUT', path, body)).status, 200)
  Object.assign(said, { hold: true, text: metadataOf('alpha', [keys.alphaNext.certificate]) })
  const saved = operator('PUT', path, { ...body, name: 'saved' })
  await held.promise
  t.is((await operator('POST', `${path}/metadata`)).body.fault, undefined)
  release.resolve()
  t.is((await saved).body.name, 'saved')
  t.deepEqual((await operator('GET', path)).body.settings.certificates, [keys.alphaNext.certificate])
}

/** One of a federation, signed by it. */
const federated = async (t: ExecutionContext, world: World) => {
  const { operator } = world.service
  const mine = 'https://idp.gamma.example/'
  const until = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const federation = (attributes: string, key = keys.ours) =>
    signedXml(
      federationXml(
        [serviceXml('https://sp.example/'), entityXml({ id: mine, certificate: keys.alpha.certificate })],
        attributes,
      ),
      key,
    )
  const { url, said } = await publishing(t, federation(` validUntil="${until(100)}" cacheDuration="PT2H"`))
  const body = {
    name: 'gamma',
    protocol: 'saml',
    metadata_url: url,
    metadata_certificates: [keys.ours.certificate],
    settings: { entity_id: mine },
  }
  const at = '/v1/orgs/beta/identity-providers'
  const other = await operator('POST', at, { ...body, metadata_certificates: [keys.beta.certificate] })
  t.is(other.body.code, 'metadata_unusable')
  t.is((await operator('POST', at, { ...body, settings: {} })).status, 201, 'it is the only one')
  const made = await operator('POST', at, body)
  t.is(made.status, 201, made.text)
  const state = (await operator('POST', `${at}/${made.body.id}/metadata`)).body
  t.is(Date.parse(state.next_at) - Date.parse(state.tried_at), 2 * 3_600_000)
  t.truthy(state.valid_until)
  said.text = federation('', keys.beta)
  t.regex((await operator('POST', `${at}/${made.body.id}/metadata`)).body.fault, /signed/)
}

/** A draft has metadata of ours before it has any of theirs, with the key it keeps. */
const drafted = async (t: ExecutionContext, world: World) => {
  const { operator } = world.service
  const draft = await operator('POST', '/v1/orgs/beta/identity-providers/drafts', {
    name: 'Okta',
    protocol: 'saml',
  })
  t.is(draft.status, 201, draft.text)
  const metadata = async () => (await fetch(draft.body.addresses.metadata)).text()
  const certificateIn = (text: string) => /X509Certificate>\s*([^<]+)</.exec(text)?.[1]?.replace(/\s/g, '')
  const before = await metadata()
  t.true(before.includes(`Location="${draft.body.addresses.acs}"`), before)
  t.truthy(certificateIn(before))
  const unasked = new URLSearchParams({ SAMLResponse: 'x', RelayState: 'x' })
  t.is((await fetch(draft.body.addresses.acs, { method: 'POST', body: unasked })).status, 400)
  const done = await operator('PUT', `/v1/orgs/beta/identity-providers/${draft.body.id}`, {
    name: 'Okta',
    protocol: 'saml',
    metadata: metadataOf('beta', [keys.beta.certificate]),
  })
  t.like(done.body, { enabled: true, addresses: draft.body.addresses })
  t.is(certificateIn(await metadata()), certificateIn(before))
}

test('metadata behind an address is read again, and never makes anything worse', async t => {
  const world = await startWorld(t)
  await kept(t, world)
  await keyChange(t, world)
  await federated(t, world)
  await drafted(t, world)
  await readMeanwhile(t, world)
})

const filler = (count: number): string =>
  Array.from({ length: count }, (_, n) => serviceXml(`https://sp-${n}.example/`)).join('\n')

test('a large federation is read in pieces, and one that is too large is refused', async t => {
  const mine = entityXml({ id: 'https://idp.acme.example/', certificate: keys.alpha.certificate })
  const large = signedXml(federationXml([mine, 'FILLER']), keys.ours)
  const some = filler(4_000)
  // The signature is of the text without its filler: what is tried here is reading alone.
  const url = await serving(t, (_, reply) => reply.end(large.replace('FILLER', some)))
  const read = await protocol.read(url, { entity_id: 'https://idp.acme.example/' })
  t.is(read.metadata.entity_id, 'https://idp.acme.example/')
  const signed = { entity_id: 'https://idp.acme.example/', certificates: [keys.ours.certificate] }
  await t.throwsAsync(protocol.read(url, signed), { message: /signed/ })
  const endless = await serving(t, (_, reply) => {
    const more = (): void => {
      while (reply.write(' '.repeat(1_048_576)));
      reply.once('drain', more)
    }
    more()
  })
  await t.throwsAsync(protocol.read(endless), { message: /longer than 52428800 bytes/ })
})

/** Signed metadata and metadata of many: what is read is what was signed, and only of the one that is meant. */
import test from 'ava'
import fc from 'fast-check'
import { entityXml, federationXml, serviceXml, signedXml } from './saml-federation.ts'
import { keys, protocol } from './saml-world.ts'

const mine = 'https://idp.acme.example/'
const entities = [
  serviceXml('https://sp.example/'),
  entityXml({ id: 'https://idp.other.example/', certificate: keys.beta.certificate }),
  entityXml({ id: mine, certificate: keys.alpha.certificate }),
]
const federation = federationXml(entities)
const signed = signedXml(federation, keys.ours)
const wanted = { entity_id: mine, certificates: [keys.ours.certificate] }

test('of many, the one whose id is given; without an id the only identity provider', async t => {
  t.like((await protocol.understand(federation, { entity_id: mine })).metadata, {
    entity_id: mine,
    certificates: [keys.alpha.certificate],
  })
  await t.throwsAsync(protocol.understand(federation), { message: /several.*entity_id/ })
  await t.throwsAsync(protocol.understand(federation, { entity_id: 'https://nobody.example/' }))
  await t.throwsAsync(protocol.understand(federation, { entity_id: 'https://sp.example/' }))
  const alone = federationXml([entities[0] ?? '', entities[2] ?? ''])
  t.is((await protocol.understand(alone)).metadata.entity_id, mine)
  const twice = federationXml([...entities, entities[2] ?? ''])
  await t.throwsAsync(protocol.understand(twice, { entity_id: mine }), { message: /twice/ })
})

test('an element of many attributes is refused before they are sorted', async t => {
  const many = Array.from({ length: 300 }, (_, n) => ` a${n}="x"`).join('')
  await t.throwsAsync(protocol.understand(federationXml([entities[2] ?? ''], many)), {
    message: /attributes/,
  })
})

test('a signature over everything, or over the one entity, by a certificate that is known', async t => {
  t.is((await protocol.understand(signed, wanted)).metadata.entity_id, mine)
  const entity = `//*[local-name(.)='EntityDescriptor' and @entityID='${mine}']`
  const each = signedXml(
    federation.replace(`entityID="${mine}"`, `entityID="${mine}" ID="_mine"`),
    keys.ours,
    { where: entity },
  )
  t.is((await protocol.understand(each, wanted)).metadata.entity_id, mine)
  const both = signedXml(each, keys.beta)
  t.is((await protocol.understand(both, wanted)).metadata.entity_id, mine, 'either of two will do')
  const single = signedXml(entities[2]?.replace('entityID', 'ID="_single" entityID') ?? '', keys.ours)
  t.is((await protocol.understand(single, wanted)).metadata.entity_id, mine)
  const other = { ...wanted, certificates: [keys.beta.certificate, keys.ours.certificate] }
  t.is((await protocol.understand(signed, other)).metadata.entity_id, mine)
})

const moved = `https://attacker.example/"`
for (const [what, xml] of [
  ['no signature', federation],
  ['a signature of another', signedXml(federation, keys.beta)],
  ['a signature by SHA-1', signedXml(federation, keys.ours, { algorithm: 'rsa-sha1' })],
  ['another address', signed.replace(`${mine}/sso"`, moved)],
  ['one entity less', signed.replace(entities[0] ?? '', '')],
  ['an attribute more', signed.replace('<md:EntitiesDescriptor ', '<md:EntitiesDescriptor Name="x" ')],
  [
    'a signature of another entity',
    federationXml([signedEntity('https://idp.other.example/'), entities[2] ?? '']),
  ],
  ['the entity in an object of the signature', inObject()],
  ['the signed document inside of another', federationXml([entities[2] ?? '', signed])],
  ['the entity in an extension', inExtension()],
] as const)
  test(`signed metadata with ${what} is refused`, async t => {
    await t.throwsAsync(protocol.understand(xml, wanted))
  })

function signedEntity(id: string): string {
  const xml = entityXml({ id, certificate: keys.beta.certificate, attributes: ' ID="_other"' })
  return signedXml(xml, keys.ours)
}

/** What a signature holds is no part of what it signs. */
function inObject(): string {
  const without = signedXml(federationXml(entities.slice(0, 2)), keys.ours)
  return without.replace('</ds:Signature>', `<ds:Object>${entities[2]}</ds:Object></ds:Signature>`)
}

function inExtension(): string {
  const wrapped = `<md:Extensions>${entities[2]}</md:Extensions>`
  return signedXml(federationXml([wrapped]), keys.ours)
}

/** Documents with everything that canonical XML has an opinion on but processing instructions, which the library writes as text. */
const name = fc.constantFrom('a', 'p:a', 'q:b', 'b')
const attribute = fc.tuple(
  fc.constantFrom('x', 'p:x', 'q:x', 'p:a', 'y'),
  fc.constantFrom('', '1', '&lt;', '&quot;', '&#10;', '&#9;z', 'é𝄞', "'", '&amp;amp;', '>'),
)
const declaration = fc.constantFrom(
  '',
  ' xmlns="urn:d"',
  ' xmlns=""',
  ' xmlns:p="urn:p2"',
  ' xmlns:r="urn:r"',
)
const words = fc.constantFrom(
  '',
  ' ',
  '\n',
  'text',
  '&amp;',
  '&gt;',
  '&#13;',
  '<![CDATA[<&]]>',

  '𝄞',
)
const { element } = fc.letrec<{ element: string }>(tie => ({
  element: fc
    .tuple(
      name,
      declaration,
      fc.uniqueArray(attribute, { selector: ([key]) => key, maxLength: 3 }),
      fc.array(fc.oneof({ maxDepth: 4 }, words, tie('element')), { maxLength: 4 }),
    )
    .map(([tag, ns, attributes, inside]) => {
      const said = attributes.map(([key, value]) => ` ${key}="${value}"`).join('')
      return inside.length === 0 ? `<${tag}${ns}${said}/>` : `<${tag}${ns}${said}>${inside.join('')}</${tag}>`
    }),
}))

test('what the library signs is what is read as signed, and nothing else', async t => {
  await fc.assert(
    fc.asyncProperty(element, fc.constantFrom(undefined, ['q'], ['r', 'q']), async (inside, inclusive) => {
      const extension = `<md:Extensions xmlns:p="urn:p" xmlns:q="urn:q" xmlns:r="urn:r0">${inside}</md:Extensions>`
      const xml = federationXml([extension, ...entities], ' xmlns:q="urn:outer"')
      const text = signedXml(xml, keys.ours, inclusive && { inclusive })
      t.is((await protocol.understand(text, wanted)).metadata.entity_id, mine)
      const changed = text.replace('</md:Extensions>', ' </md:Extensions>')
      await t.throwsAsync(protocol.understand(changed, wanted))
    }),
    { numRuns: 60 },
  )
})

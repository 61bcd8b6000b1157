/**
 * Metadata as it is read, piece by piece: finds the one identity provider that is meant, keeps its text and nothing else, and has
 * signatures checked over what they cover. A federation's document may have 50 MB.
 */

import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { MetadataWanted } from '../../src/ports/idp-protocol.ts'
import { type Canonical, createCanonical, type Scope } from './canonical.ts'
import { createSignedElement, type SignedElement } from './metadata-signature.ts'
import { NS, XmlRefused } from './xml.ts'

/** The longest text of one entity, and of one signature. */
const LONGEST = 1_048_576
const MAX_DEPTH = 40
/** Of one element, with its namespaces: they are sorted and copied. */
const MAX_ATTRIBUTES = 200

/** How long something may be used, as its attributes say. */
export interface Lasting {
  readonly validUntil: string | undefined
  readonly cacheDuration: string | undefined
}

export interface FoundEntity {
  /** Canonical XML, without its signature. */
  readonly text: string
  /** Of the entity and of everything around it. */
  readonly lasting: readonly Lasting[]
}

export interface MetadataDocument {
  /** @throws XmlRefused, SignatureRefused */
  write(text: string): void
  /** @throws XmlRefused, SignatureRefused */
  end(): FoundEntity
}

/** An element under watch: the document, an entity, or both in one. */
interface Watched {
  readonly depth: number
  readonly signed: SignedElement | undefined
  readonly lasting: readonly Lasting[]
  readonly isEntity: boolean
  text: string[]
  size: number
  children: number
  isIdp: boolean
  /** Inside its own signature, which is no part of it. */
  skipping: boolean
  readonly to: readonly Canonical[]
}

interface Signature {
  readonly of: Watched
  readonly depth: number
  readonly text: string[]
  size: number
  readonly to: Canonical
}

const refuse = (message: string): never => {
  throw new XmlRefused(message)
}

type Parser = SaxesParser<{ xmlns: true; position: false }>

export const createMetadataDocument = (wanted: MetadataWanted): MetadataDocument => {
  const parser: Parser = new SaxesParser({ xmlns: true, position: false })
  const scopes: Scope[] = [new Map()]
  const around: Lasting[] = []
  let watched: Watched[] = []
  let signature: Signature | undefined
  let root: Watched | undefined
  let found: Watched | undefined

  const sinks = (): Canonical[] => [
    ...watched.filter(({ skipping }) => !skipping).flatMap(({ to }) => to),
    ...(signature ? [signature.to] : []),
  ]

  const open = (tag: SaxesTagNS): void => {
    const scope = scopeOf(tag, scopes.at(-1) ?? new Map())
    const depth = scopes.push(scope) - 1
    requireSmall(tag, depth)
    const parent = watched.find(one => one.depth === depth - 1)
    if (parent) signature = entered(parent, tag, depth) ?? signature
    // Only what stands in nothing but groups of entities is one: whatever a signature or an extension holds is none.
    if (around.length === depth - 1) {
      const one = watch(tag, depth, { wanted, around })
      if (one) watched.push(one)
      root ??= one
    }
    if (isMetadata(tag, 'EntitiesDescriptor')) around.push(lastingOf(tag))
    for (const to of sinks()) to.open(tag, scope)
  }
  const close = ({ name, local, uri }: SaxesTagNS): void => {
    for (const to of sinks()) to.close(name)
    const depth = scopes.length - 1
    if (signature?.depth === depth) {
      signature.of.signed?.signature(signature.text.join(''))
      signature.of.skipping = false
      signature = undefined
    }
    if (uri === NS.md && local === 'EntitiesDescriptor') around.pop()
    const ended = watched.find(one => one.depth === depth)
    if (ended?.isEntity) found = chosen(ended, found, wanted)
    watched = watched.filter(one => one !== ended)
    scopes.pop()
  }
  const text = (text: string): void => {
    for (const to of sinks()) to.text(text)
  }

  const instruction = (target: string, body: string): void => {
    for (const to of sinks()) to.instruction(target, body)
  }
  listen(parser, { open, text, instruction, close })

  return {
    write: piece => void parser.write(piece),
    end() {
      parser.close()
      if (!found) throw new XmlRefused('it describes no identity provider of SAML 2.0')
      const { certificates } = wanted
      if (certificates && ![root, found].some(one => one?.signed?.isSignedBy(certificates)))
        throw new XmlRefused('neither it nor the entity is signed with a key of `metadata_certificates`')
      return { text: found.text.join(''), lasting: found.lasting }
    },
  }
}

interface Reader extends Pick<Canonical, 'text' | 'instruction'> {
  open(tag: SaxesTagNS): void
  close(tag: SaxesTagNS): void
}

/** @throws XmlRefused while something is written, for what two readers could see differently */
const listen = (parser: Parser, { open, text, instruction, close }: Reader): void => {
  parser.on('doctype', () => refuse('it has a document type'))
  parser.on('error', error => {
    throw new XmlRefused('it is not well-formed XML', { cause: error })
  })
  parser.on('opentag', open)
  parser.on('closetag', close)
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('processinginstruction', ({ target, body }) => instruction(target, body))
}

const isMetadata = ({ uri, local }: SaxesTagNS, name: string): boolean => uri === NS.md && local === name

/** Asked before its attributes are sorted and its namespaces are copied again. @throws XmlRefused */
const requireSmall = ({ attributes }: SaxesTagNS, depth: number): void => {
  if (depth > MAX_DEPTH) refuse('it is too deep')
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) refuse('an element has too many attributes')
}

const scopeOf = ({ ns }: SaxesTagNS, above: Scope): Scope => {
  const declared = Object.entries(ns)
  return declared.length === 0 ? above : new Map([...above, ...declared])
}

const lastingOf = ({ attributes }: SaxesTagNS): Lasting => ({
  validUntil: attributes.validUntil?.value,
  cacheDuration: attributes.cacheDuration?.value,
})

interface Watching {
  readonly wanted: MetadataWanted
  readonly around: readonly Lasting[]
}

/** The document's own element for its signature, and each entity that may be the one; undefined for all others. */
const watch = (tag: SaxesTagNS, depth: number, { wanted, around }: Watching): Watched | undefined => {
  const isEntity =
    isMetadata(tag, 'EntityDescriptor') &&
    (wanted.entity_id === undefined || tag.attributes.entityID?.value === wanted.entity_id)
  if (!isEntity && depth > 1) return undefined
  const signed = wanted.certificates ? createSignedElement() : undefined
  const own: Omit<Watched, 'to'> = {
    ...{ depth, signed, isEntity, children: 0, isIdp: false, skipping: false, text: [], size: 0 },
    lasting: [...around, lastingOf(tag)],
  }
  const keep = createCanonical(text => {
    one.size += text.length
    if (one.size > LONGEST) refuse('an entity in it is too large')
    one.text.push(text)
  })
  const one: Watched = Object.assign(own, { to: [...(signed ? [signed] : []), ...(isEntity ? [keep] : [])] })
  return one
}

/** A child of a watched element begins: its first may be its signature, which is then read by itself. */
const entered = (parent: Watched, tag: SaxesTagNS, depth: number): Signature | undefined => {
  parent.children += 1
  const protocols = tag.attributes.protocolSupportEnumeration?.value.trim().split(/\s+/)
  if (isMetadata(tag, 'IDPSSODescriptor') && (protocols?.includes(NS.samlp) ?? true)) parent.isIdp = true
  if (!parent.signed || parent.children > 1) return undefined
  if (tag.uri !== NS.ds || tag.local !== 'Signature') {
    parent.signed.unsigned()
    return undefined
  }
  parent.skipping = true
  const to = createCanonical(text => {
    made.size += text.length
    if (made.size > LONGEST) refuse('its signature is too large')
    made.text.push(text)
  })
  const made: Signature = { of: parent, depth, text: [], size: 0, to }
  return made
}

/** @throws XmlRefused where two are meant */
const chosen = (ended: Watched, before: Watched | undefined, { entity_id }: MetadataWanted) => {
  if (!ended.isIdp) {
    ended.text = []
    return before
  }
  if (before)
    refuse(
      entity_id === undefined
        ? 'it describes several identity providers: name the one by `settings.entity_id`'
        : 'it describes the identity provider twice',
    )
  return ended
}

/**
 * The signature of metadata, checked while it is read: the element that is signed (the whole document, or one entity) goes through a
 * digest as it comes, and only its signature is ever a tree.
 */
import { createHash } from 'node:crypto'
import { type Canonical, createCanonical } from './canonical.ts'
import { checkAlgorithms, SignatureRefused } from './screen.ts'
import { signersOf } from './signers.ts'
import { attribute, child, children, parseXml, textOf, XmlRefused } from './xml.ts'

const DIGESTS: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
}

/** One element that may be signed: {@link open} for itself first, then everything in it but its signature. */
export interface SignedElement extends Canonical {
  /** Its signature, read: everything that came before it is caught up on. */
  signature(xml: string): void
  /** Nothing to be signed by: it is not looked at any further. */
  unsigned(): void
  /** Whether one of the certificates signed it, and it is as it was then. Asked after its end. */
  isSignedBy(certificates: readonly string[]): boolean
}

export const createSignedElement = (): SignedElement => {
  /** What came before the signature said how to write it: its start tag, and white space. */
  let early: ((to: Canonical) => void)[] | undefined = []
  let canonical: Canonical | undefined
  let signed: Signed | undefined
  let digest: Digest | undefined
  let id: string | undefined

  const pass = (step: (to: Canonical) => void): void => {
    if (canonical) step(canonical)
    else early?.push(step)
  }
  return {
    open(tag, scope) {
      if (id === undefined) id = tag.attributes.ID?.value ?? ''
      pass(to => to.open(tag, scope))
    },
    text: text => pass(to => to.text(text)),
    instruction: (target, body) => pass(to => to.instruction(target, body)),
    close: name => pass(to => to.close(name)),
    signature(xml) {
      signed = readSignature(xml)
      digest = createDigest(signed.hash)
      canonical = createCanonical(digest.write, signed.inclusive)
      for (const step of early ?? []) step(canonical)
      early = undefined
    },
    unsigned() {
      early = undefined
    },
    isSignedBy(certificates) {
      if (!signed || !digest || id === '' || signed.refersTo !== `#${id}`) return false
      return digest.end() === signed.digest && isMadeBy(signed.element, certificates)
    },
  }
}

interface Signed {
  readonly element: Element
  readonly refersTo: string | undefined
  readonly hash: string
  readonly digest: string
  readonly inclusive: readonly string[]
}

/** @throws XmlRefused, SignatureRefused for one that is not of the few forms that are read */
const readSignature = (xml: string): Signed => {
  const element = parseXml(xml)
  const info = child(element, 'ds', 'SignedInfo')
  const reference = info && child(info, 'ds', 'Reference')
  const value = reference && textOf(child(reference, 'ds', 'DigestValue'))
  if (!info || !reference || !value) throw new XmlRefused('its signature refers to nothing')
  checkAlgorithms(info, reference)
  const method = attribute(child(reference, 'ds', 'DigestMethod'), 'Algorithm') ?? ''
  return {
    element,
    refersTo: attribute(reference, 'URI'),
    hash: DIGESTS[method] ?? '',
    digest: value.replace(/\s+/g, ''),
    inclusive: inclusiveOf(reference),
  }
}

const inclusiveOf = (reference: Element): readonly string[] => {
  const transforms = child(reference, 'ds', 'Transforms')
  const lists = (transforms ? children(transforms, 'ds', 'Transform') : []).flatMap(one =>
    children(one, 'ec', 'InclusiveNamespaces'),
  )
  return lists
    .flatMap(list => attribute(list, 'PrefixList')?.trim().split(/\s+/) ?? [])
    .map(prefix => (prefix === '#default' ? '' : prefix))
}

const isMadeBy = (signature: Element, certificates: readonly string[]): boolean => {
  try {
    return signersOf([signature], certificates).length > 0
  } catch (error) {
    if (error instanceof SignatureRefused) return false
    throw error
  }
}

type Digest = ReturnType<typeof createDigest>

const PIECE = 65_536

/** A hash that is fed in large pieces: tags are small. */
const createDigest = (algorithm: string) => {
  const hash = createHash(algorithm)
  let waiting = ''
  return {
    write(text: string): void {
      waiting += text
      if (waiting.length < PIECE) return
      hash.update(waiting)
      waiting = ''
    },
    end: (): string => hash.update(waiting).digest('base64'),
  }
}

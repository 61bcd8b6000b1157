/** XML read strictly: one root, no document type, and a few ways of looking into it that never cross a namespace. */
import { DOMParser } from '@xmldom/xmldom'

export const NS = {
  samlp: 'urn:oasis:names:tc:SAML:2.0:protocol',
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  md: 'urn:oasis:names:tc:SAML:2.0:metadata',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xenc: 'http://www.w3.org/2001/04/xmlenc#',
} as const
export type Namespace = keyof typeof NS

/** The text is not XML of the narrow kind that is read here. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused'
}

const MAX_ELEMENTS = 20_000
const MAX_DEPTH = 40

const refuse = (message: string): never => {
  throw new XmlRefused(message)
}

/**
 * Parses a document. Document types and processing instructions are refused before the parser sees them, comments and
 * character data sections after: what two readers could see differently is not read at all.
 * @throws XmlRefused
 */
export const parseXml = (text: string): Element => {
  if (/<!DOCTYPE|<!ENTITY|<!ELEMENT|<!ATTLIST/i.test(text)) refuse('it has a document type')
  if (/<\?/.test(text.replace(/^\uFEFF?\s*<\?xml[^?>]*\?>/, ''))) refuse('it has a processing instruction')
  let document: Document
  try {
    document = new DOMParser({
      locator: {},
      errorHandler: { warning: refuse, error: refuse, fatalError: refuse },
    }).parseFromString(text, 'text/xml')
  } catch (error) {
    throw new XmlRefused('it is not well-formed XML', { cause: error })
  }
  const roots = nodesOf(document).filter(node => node.nodeType === ELEMENT)
  const root = roots[0] as Element | undefined
  if (!root || roots.length !== 1) return refuse('it has not one root element')
  walk(root)
  return root
}

const ELEMENT = 1
const TEXT = 3
const CDATA = 4
const COMMENT = 8

const nodesOf = (node: Node): Node[] => {
  const found: Node[] = []
  for (let one = node.firstChild; one; one = one.nextSibling) found.push(one)
  return found
}

/** Refuses comments, sections and sheer size. A comment inside a name has made two readers see two names before. */
const walk = (root: Element): void => {
  let count = 0
  const visit = (node: Node, depth: number): void => {
    count += 1
    if (count > MAX_ELEMENTS || depth > MAX_DEPTH) refuse('it is too large')
    if (node.nodeType === COMMENT) refuse('it has a comment')
    if (node.nodeType === CDATA) refuse('it has a character data section')
    if (node.nodeType !== ELEMENT && node.nodeType !== TEXT) refuse('it has a node of another kind')
    for (const child of nodesOf(node)) visit(child, depth + 1)
  }
  visit(root, 0)
}

export const isNamed = (element: Element, ns: Namespace, name: string): boolean =>
  element.namespaceURI === NS[ns] && element.localName === name

export const elementsOf = (element: Element): Element[] =>
  nodesOf(element).filter((node): node is Element => node.nodeType === ELEMENT)

/** Direct children of that name. */
export const children = (element: Element, ns: Namespace, name: string): Element[] =>
  elementsOf(element).filter(child => isNamed(child, ns, name))

/** The only direct child of that name; undefined when there is none. @throws XmlRefused when there are several */
export const child = (element: Element, ns: Namespace, name: string): Element | undefined => {
  const found = children(element, ns, name)
  return found.length > 1 ? refuse(`it has several ${name}`) : found[0]
}

/** The element and everything below it. */
export const descendants = (element: Element): Element[] => [
  element,
  ...elementsOf(element).flatMap(one => descendants(one)),
]

/** The text of an element that holds nothing else, without the white space around it; undefined when empty or mixed. */
export const textOf = (element: Element | undefined): string | undefined => {
  if (!element || elementsOf(element).length > 0) return undefined
  return element.textContent?.trim() || undefined
}

/** An attribute without a namespace; undefined when absent or empty. */
export const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.getAttribute(name) || undefined

/**
 * XML read strictly: one root, no document type, only characters that XML has, and a few ways of looking into it that never
 * cross a namespace.
 */
import { DOMParser } from '@xmldom/xmldom'

export const NS = {
  samlp: 'urn:oasis:names:tc:SAML:2.0:protocol',
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  md: 'urn:oasis:names:tc:SAML:2.0:metadata',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xenc: 'http://www.w3.org/2001/04/xmlenc#',
  ec: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const
export type Namespace = keyof typeof NS

/** The text is not XML of the narrow kind that is read here. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused'
}

/**
 * What a text may hold before it is parsed: a parser takes a second for what its sender typed in none. A response with 2,000
 * groups has about 4,100 tags and 6,200 attributes.
 */
const MAX_TAGS = 6_000
/** Attributes, and as many references such as `&amp;`. */
const MAX_ATTRIBUTES = 9_000
/** An admin's metadata may be of a small federation. */
const MAX_UNSIGNED_TAGS = 12_000
const MAX_DEPTH = 40

const refuse = (message: string): never => {
  throw new XmlRefused(message)
}

/**
 * Parses a document that may hold evidence. What two readers could see differently is not read at all: document types,
 * processing instructions, comments and character data sections are refused before the parser sees them.
 * @throws XmlRefused
 */
export const parseXml = (text: string): Element => {
  if (/<!\[CDATA\[/.test(text)) refuse('it has a character data section')
  if (/<!--/.test(text)) refuse('it has a comment')
  if (/<\?/.test(text.replace(/^\uFEFF?\s*<\?xml[^?>]*\?>/, ''))) refuse('it has a processing instruction')
  return parsed(text, MAX_TAGS, new Set([ELEMENT, TEXT]))
}

/**
 * Parses a document in which nothing is signed, an admin's text: comments, processing instructions and character data
 * sections are harmless there. @throws XmlRefused
 */
export const parseUnsignedXml = (text: string): Element =>
  parsed(text, MAX_UNSIGNED_TAGS, new Set([ELEMENT, TEXT, CDATA, PROCESSING_INSTRUCTION, COMMENT]))

const parsed = (text: string, mostTags: number, kinds: ReadonlySet<number>): Element => {
  checkSize(text, mostTags)
  if (hasDeclaration(text)) refuse('it has a document type')
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
  walk(root, kinds)
  return root
}

/** Counts without parsing, and gives up as soon as there is too much. */
const checkSize = (text: string, mostTags: number): void => {
  let [tags, depth, end] = [0, 0, -1]
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    tags += 1
    if (end < at) end = text.indexOf('>', at)
    if (end < 0) refuse('it is not well-formed XML')
    depth += step(text[at + 1], text[end - 1])
    if (tags > mostTags || depth > MAX_DEPTH) refuse('it is too large')
  }
  for (const mark of ['=', '&']) if (occursMoreThan(MAX_ATTRIBUTES, text, mark)) refuse('it is too large')
}

/** How much deeper the tag leads: one for `<a>`, one back for `</a>`, nothing for `<a/>`, `<!` and `<?`. */
const step = (first: string | undefined, last: string | undefined): number => {
  if (first === '/') return -1
  return first === '!' || first === '?' || last === '/' ? 0 : 1
}

const occursMoreThan = (most: number, text: string, mark: string): boolean => {
  let count = 0
  for (let at = text.indexOf(mark); at >= 0 && count <= most; at = text.indexOf(mark, at + 1)) count += 1
  return count > most
}

/** Whether anything but a comment or a character data section is declared; what is inside of these does not count. */
const hasDeclaration = (text: string): boolean => {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined
    const closed = end === undefined ? -1 : text.indexOf(end, at + 4)
    if (closed < 0) return true
    at = closed
  }
  return false
}

const ELEMENT = 1
const TEXT = 3
const CDATA = 4
const PROCESSING_INSTRUCTION = 7
const COMMENT = 8

/** Characters that XML does not have, however they were written: `&#0;` is no character either. */
const FOREIGN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

const nodesOf = (node: Node): Node[] => {
  const found: Node[] = []
  for (let one = node.firstChild; one; one = one.nextSibling) found.push(one)
  return found
}

/** Refuses nodes of other kinds and foreign characters. */
const walk = (root: Element, kinds: ReadonlySet<number>): void => {
  const visit = (node: Node, depth: number): void => {
    if (depth > MAX_DEPTH) refuse('it is too deep')
    if (!kinds.has(node.nodeType)) refuse('it has a node of another kind')
    if (node.nodeType !== ELEMENT && FOREIGN.test(node.nodeValue ?? ''))
      refuse('it has a character that XML has not')
    if (node.nodeType === ELEMENT) checkAttributes(node as Element)
    for (const child of nodesOf(node)) visit(child, depth + 1)
  }
  visit(root, 0)
}

const checkAttributes = ({ attributes }: Element): void => {
  for (const { value } of Array.from(attributes))
    if (FOREIGN.test(value)) refuse('it has a character that XML has not')
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

/** The text of an element that holds nothing else, as it stands; undefined when empty or mixed. */
export const exactTextOf = (element: Element | undefined): string | undefined => {
  if (!element || elementsOf(element).length > 0) return undefined
  return element.textContent || undefined
}

/** The same without the white space around it, for values that XML Schema collapses. */
export const textOf = (element: Element | undefined): string | undefined =>
  trimmed(exactTextOf(element) ?? '') || undefined

/** Counted from both ends: an expression that looks for space at the end starts anew at every space in the middle. */
const trimmed = (text: string): string => {
  let [from, to] = [0, text.length]
  while (from < to && ' \t\r\n'.includes(text.charAt(from))) from += 1
  while (to > from && ' \t\r\n'.includes(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}

/** XML Schema spells a boolean in two ways. */
export const booleanOf = (text: string | undefined): boolean => /^\s*(?:true|1)\s*$/.test(text ?? '')

/** An attribute without a namespace; undefined when absent or empty. */
export const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.getAttribute(name) || undefined

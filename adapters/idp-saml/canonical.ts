/**
 * Exclusive canonicalization of one element (XML-EXC-C14N, without comments), written as the parser reads it: a document of 50 MB is
 * never a tree. The caller leaves out what is not part of it, such as a signature.
 */
import type { SaxesAttributeNS, SaxesTagNS } from 'saxes'

/** Takes the text, piece by piece. */
export type Sink = (text: string) => void

/** Namespaces by prefix; `''` is the default one. */
export type Scope = ReadonlyMap<string, string>

export interface Canonical {
  /** @param scope every namespace that holds at the element */
  open(tag: SaxesTagNS, scope: Scope): void
  text(text: string): void
  instruction(target: string, body: string): void
  close(name: string): void
}

/** @param inclusive prefixes that are written wherever they hold, used or not (`PrefixList`) */
export const createCanonical = (sink: Sink, inclusive: readonly string[] = []): Canonical => {
  const written: Scope[] = [new Map()]
  return {
    open(tag, scope) {
      const above = written.at(-1) ?? new Map()
      const attributes = Object.values(tag.attributes).filter(({ name, prefix }) => !declares(name, prefix))
      const used = [tag.prefix, ...attributes.map(({ prefix }) => prefix).filter(prefix => prefix !== '')]
      const fresh = new Map<string, string>()
      for (const prefix of [...used, ...inclusive.filter(one => scope.has(one))]) {
        const uri = scope.get(prefix) ?? ''
        if (prefix !== 'xml' && uri !== (above.get(prefix) ?? '')) fresh.set(prefix, uri)
      }
      written.push(fresh.size === 0 ? above : new Map([...above, ...fresh]))
      sink(`<${tag.name}${declarations(fresh)}${attributes.sort(byName).map(printed).join('')}>`)
    },
    text: text => sink(escaped(text, TEXT, TEXTS)),
    instruction: (target, body) => sink(body === '' ? `<?${target}?>` : `<?${target} ${body}?>`),
    close(name) {
      written.pop()
      sink(`</${name}>`)
    },
  }
}

const declares = (name: string, prefix: string): boolean => name === 'xmlns' || prefix === 'xmlns'

const declarations = (fresh: Scope): string =>
  [...fresh]
    .sort(([a], [b]) => order(a, b))
    .map(([prefix, uri]) => ` xmlns${prefix && `:${prefix}`}="${escaped(uri, VALUE, VALUES)}"`)
    .join('')

const printed = ({ name, value }: SaxesAttributeNS): string => ` ${name}="${escaped(value, VALUE, VALUES)}"`

/** By namespace, then by name: those without a namespace come first. */
const byName = (a: SaxesAttributeNS, b: SaxesAttributeNS): number =>
  order(a.uri, b.uri) || order(a.local, b.local)

/** By code point, as the standard says. */
const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const TEXT = /[&<>\r]/g
const TEXTS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const VALUE = /[&<"\t\n\r]/g
const VALUES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '"': '&quot;' },
  ...{ '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' },
}

const escaped = (text: string, which: RegExp, as: Readonly<Record<string, string>>): string =>
  text.replace(which, one => as[one] ?? one)

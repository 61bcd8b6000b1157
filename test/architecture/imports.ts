import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export interface Source {
  /** From the top of the project, with forward slashes: `src/engine/set.ts`. */
  readonly path: string
  readonly text: string
}

/** Every TypeScript and JavaScript file under `folder`; none where there is no such folder. */
export const sources = (folder: string): readonly Source[] =>
  entries(folder)
    .filter(entry => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path: relative(ROOT, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))

const entries = (folder: string): readonly Dirent[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    : []

/** Line and block comments blanked out, so that an example in a comment is not an import. Strings stay whole. */
export const withoutComments = (text: string): string =>
  text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    match => (match.startsWith('/') ? ' ' : match),
  )

const FORMS = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
  /\brequire(?:\.resolve)?\s*\(\s*['"`]([^'"`]+)['"`]/g,
]

/** The specifiers that a file imports, re-exports or loads; types included. */
export const importsOf = ({ text }: Source): readonly string[] => {
  const code = withoutComments(text)
  return FORMS.flatMap(form => [...code.matchAll(form)].map(match => match[1] ?? ''))
}

/** `src/a/b.ts` importing `../c/d.ts` -> `src/c/d.ts`. */
export const target = (from: string, specifier: string): string =>
  join(dirname(from), specifier).split(sep).join('/')

/** `@koa/router/x` -> `@koa/router`; `csv-parse/sync` -> `csv-parse`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

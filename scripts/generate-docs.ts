#!/usr/bin/env node
/**
 * `npm run generate` writes what the documentation and the clients repeat from the code: the table of problems, the OpenAPI
 * description, and the operations of the clients in `sdk`.
 * With `--check` it writes nothing and fails when a file is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '../src/config/version.ts'
import { type Description, openapi } from '../src/http/openapi/document.ts'
import { apiRoutes } from '../src/http/routes.ts'
import type { ProblemKind } from '../src/model/problem-kind.ts'
import { problems } from '../src/model/problems.ts'
import { type RefusalKind, refusals } from '../src/model/refusals.ts'
import { pythonApi } from './sdk/python.ts'
import { waitingClient } from './sdk/python-client.ts'
import { typescriptApi } from './sdk/typescript.ts'

const ROOT = join(import.meta.dirname, '..')

const cell = (text: string): string => text.replaceAll('|', '\\|')

const errorsPage = (): string => {
  const rows = Object.entries<ProblemKind>(problems).map(
    ([code, { status, title, mend }]) => `| \`${code}\` | ${status} | ${cell(title)} | ${cell(mend)} |`,
  )
  return `# Problems

Made by \`npm run generate\` from \`src/model/problems.ts\`: do not edit.

Every refusal is \`application/problem+json\` (RFC 9457): \`{type, title, status, detail, code, request_id, errors?}\`.
Programs go by \`code\`: it is stable. \`detail\` is for people and may change. A deny is not a problem: \`/check\` answers it with 200.

| code | status | what it says | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}

/** The page with its table of refusals as the code has it: the rows from the table's head to the next empty line. */
const refusalsTable = (page: string): string => {
  const rows = Object.entries<RefusalKind>(refusals).map(
    ([code, { title, mend }]) => `| \`${code}\` | ${cell(title)} | ${cell(mend)} |`,
  )
  const head = '| code | what it means | what to do |\n|---|---|---|\n'
  const begin = page.indexOf(head) + head.length
  return page.slice(0, begin) + rows.join('\n') + page.slice(page.indexOf('\n\n', begin))
}

/** A line per operation, parameter, response and schema: small, and a change is seen where it is. */
const printed = ({ paths, components, ...rest }: Description): string => {
  const lines = (of: Readonly<Record<string, unknown>>, indent: string): string =>
    Object.entries(of)
      .map(([name, value]) => `${indent}${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n')
  const nested = (of: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string =>
    Object.entries(of)
      .map(([name, parts]) => `  ${JSON.stringify(name)}: {\n${lines(parts, '    ')}\n  }`)
      .join(',\n')
  const { securitySchemes, ...shared } = components
  const parts = { securitySchemes, ...shared } as unknown as Parameters<typeof nested>[0]
  return `{\n${lines(rest, '')},\n"paths": {\n${nested(paths)}\n},\n"components": {\n${nested(parts)}\n}\n}\n`
}

const description = openapi(apiRoutes, VERSION)

const files: Readonly<Record<string, () => string>> = {
  'docs/errors.md': errorsPage,
  'docs/identity.md': () => refusalsTable(present('docs/identity.md') ?? ''),
  'docs/openapi.json': () => printed(description),
  'sdk/python/src/kasbah/_api.py': () => pythonApi(description),
  'sdk/python/src/kasbah/_client.py': () =>
    waitingClient(present('sdk/python/src/kasbah/_async_client.py') ?? ''),
  'sdk/typescript/src/api.generated.ts': () => typescriptApi(description),
}

const present = (path: string): string | undefined => {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return undefined
  }
}

const check = process.argv.includes('--check')
for (const [path, make] of Object.entries(files)) {
  const text = make()
  if (present(path) === text) continue
  if (check) {
    console.error(`${path} is not what the code says: run npm run generate.`)
    process.exitCode = 1
  } else {
    writeFileSync(join(ROOT, path), text)
    console.log(`wrote ${path}`)
  }
}

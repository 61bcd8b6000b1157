import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'

const Document = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/**
 * Reads a settings file: YAML or JSON, a flat map of the same names as in the environment.
 * @throws ConfigError when it cannot be read or is not such a map
 */
export const readSettingsFile = (path: string): Readonly<Record<string, string>> => {
  const document = Document.safeParse(parsed(path))
  if (!document.success) {
    const place = document.error.issues[0]?.path.join('.')
    throw new ConfigError([
      `${path}: ${place ? `${place} is not a plain value` : 'is not a map of settings, such as KASBAH_LISTEN: 127.0.0.1:8080'}.`,
    ])
  }
  return Object.fromEntries(Object.entries(document.data).map(([name, value]) => [name, String(value)]))
}

const parsed = (path: string): unknown => {
  try {
    return parse(readText(path)) ?? {}
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const line =
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/:$/, '') : 'unreadable'
    throw new ConfigError([`${path}: ${line}.`])
  }
}

/** @throws ConfigError that names the path and why it cannot be read */
export const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why = { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a folder' }[
      code
    ]
    throw new ConfigError([`cannot read ${path}: ${why ?? code}.`])
  }
}

/**
 * What is done to a whole store from the command: finding it, bringing it up to this version, copying it.
 */
import { openStore } from '../compose.ts'
import { StoreUnusable } from '../ports/errors.ts'
import type { Store, StoreVersion } from '../ports/store.ts'
import { copyStore } from '../upkeep/copy.ts'
import type { Digest } from '../upkeep/digest.ts'

/** Where an embedded store is; undefined for a store that is not embedded. @throws StoreUnusable for one in memory */
export const embeddedPath = (url: string): string | undefined => {
  if (url === 'sqlite::memory:') throw new StoreUnusable('a store in memory is gone with its process')
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined
}

/** Reads which version the store is of and changes nothing, also while it is served. @throws StoreUnusable when there is none */
export async function versionOf(url: string): Promise<StoreVersion> {
  const version = await readVersion(url)
  if (version.present === 0) throw new StoreUnusable('there is no Kasbah store in this database')
  return version
}

const readVersion = async (url: string): Promise<StoreVersion> => {
  const path = embeddedPath(url)
  if (path !== undefined) return (await import('../../adapters/sqlite/version.ts')).sqliteVersion(path)
  return (await import('../../adapters/mongodb/version.ts')).mongoVersion(url)
}

/** Work on a whole store keeps the server busy, so its calls get more time than those of a request. */
const PATIENCE = {
  socketTimeoutMS: 120_000,
  connectTimeoutMS: 30_000,
  serverSelectionTimeoutMS: 30_000,
  waitQueueTimeoutMS: 30_000,
}

/** The URL with that timeout, unless it names one. */
const patiently = (url: string): string => {
  const [, hosts, path = '/', options = ''] =
    /^(mongodb(?:\+srv)?:\/\/[^/?]+)(\/[^?]*)?(?:\?(.*))?$/.exec(url) ?? []
  if (hosts === undefined) return url
  const said = new Set([...new URLSearchParams(options).keys()].map(name => name.toLowerCase()))
  const unsaid = Object.entries(PATIENCE).filter(([name]) => !said.has(name.toLowerCase()))
  const all = [options, ...unsaid.map(([name, value]) => `${name}=${value}`)].filter(Boolean)
  return `${hosts}${path}?${all.join('&')}`
}

/** Opens an existing store for long work. @throws StoreUnusable */
export async function openExisting(url: string): Promise<Store> {
  await versionOf(url)
  return openStore(patiently(url))
}

/**
 * Brings the store up to this version, and answers which one it was of. An embedded one must be there and not served; in MongoDB, where
 * a database is there by being named, one is made (`present` is 0).
 * @throws StoreUnusable
 */
export async function migrateStore(url: string): Promise<StoreVersion> {
  const before = await readVersion(url)
  const store = await openStore(url)
  await store.close()
  return before
}

/** Copies everything from one store into another, new one. @throws StoreUnusable, StoreUnavailable */
export async function copyBetween(
  from: string,
  to: string,
  onProgress: (records: number) => void,
): Promise<readonly Digest[]> {
  embeddedPath(to)
  const source = await openExisting(from)
  try {
    const target = await openStore(patiently(to))
    try {
      return await copyStore({ from: source, to: target, now: () => new Date(), onProgress })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

import type { InstalledSet, PolicySetStore } from '../../src/ports/policy-set-store.ts'
import type { Connection } from './connection/connection.ts'
import { isDuplicate } from './connection/faults.ts'
import type { SetDocument } from './schema/collections.ts'

/** Installed sets: the version in use under its name, every version under its name and digest. */
export const createPolicySetStore = (c: Connection): PolicySetStore => ({
  find: name =>
    c.ask(async () => {
      const found = await c.in.sets.findOne({ _id: name })
      return found ? setOf(found) : undefined
    }),
  version: (name, digest) =>
    c.ask(async () => {
      const found = await c.in.set_versions.findOne({ _id: `${name}/${digest}` })
      return found ? setOf(found) : undefined
    }),
  versions: name =>
    c.ask(async () => {
      const found = await c.in.set_versions
        .find({ _id: { $gte: `${name}/`, $lt: `${name}0` } }, { projection: { texts: 0 } })
        .sort({ _id: 1 })
        .toArray()
      return found.map(headOf).sort(newestFirst)
    }),
  list: () =>
    c.ask(async () => {
      const found = await c.in.sets
        .find({}, { projection: { texts: 0 } })
        .sort({ _id: 1 })
        .toArray()
      return found.map(headOf)
    }),
  install: set =>
    c.ask(async () => {
      const document = setDocument(set)
      const version = { ...document, _id: `${set.name}/${set.digest}` }
      await c.in.set_versions.insertOne(version).catch(unlessThere)
      // The name is found with this very digest: the upsert collides with it, and nothing is to be done.
      await c.in.sets
        .replaceOne({ _id: set.name, digest: { $ne: set.digest } }, document, { upsert: true })
        .catch(unlessThere)
    }),
})

const headOf = ({ name, digest, installed_at }: Omit<SetDocument, 'texts'>) => ({
  name,
  digest,
  installed_at,
})

type Head = ReturnType<typeof headOf>

const newestFirst = (one: Head, other: Head): number =>
  other.installed_at.getTime() - one.installed_at.getTime() || (one.digest < other.digest ? -1 : 1)

const unlessThere = (error: unknown): void => {
  if (!isDuplicate(error)) throw error
}

/** A version of a set as it is kept under its name. */
export const setDocument = ({ name, digest, installed_at, texts }: InstalledSet): SetDocument => ({
  _id: name,
  name,
  digest,
  installed_at,
  texts: Object.entries(texts).map(([file, text]) => ({ file, text })),
})

export const setOf = ({ name, digest, installed_at, texts }: SetDocument): InstalledSet => ({
  name,
  digest,
  installed_at,
  texts: Object.fromEntries(texts.map(({ file, text }) => [file, text])),
})

/** URLs of a replica set name several hosts, which `URL` cannot read. */

/** The same URL with another database, or with options added. */
export const mongodbUrl = (
  url: string,
  { database, options = {} }: { database?: string; options?: Readonly<Record<string, string>> },
): string => {
  const [, hosts = '', path = '', query = ''] = /^(mongodb:\/\/[^/]*)\/?([^?]*)\??(.*)$/.exec(url) ?? []
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(options)) parameters.set(name, value)
  return `${hosts}/${database ?? path}?${parameters}`
}

/** The database that a URL names. */
export const databaseOf = (url: string): string => /^mongodb:\/\/[^/]*\/([^?]*)/.exec(url)?.[1] ?? ''

/** Installed policy sets: the models and baseline rules that organisations use, as texts. */
export interface PolicySetStore {
  /** The version in use, or undefined. */
  find(name: string): Promise<InstalledSet | undefined>
  /** By name; a platform has few. */
  list(): Promise<readonly Omit<InstalledSet, 'texts'>[]>
  /** A version, in use or not; undefined where it was never installed. */
  version(name: string, digest: string): Promise<InstalledSet | undefined>
  /** Every version that was ever in use, the newest first. */
  versions(name: string): Promise<readonly Omit<InstalledSet, 'texts'>[]>
  /** Makes this version the one in use, keeping the older ones. Installing the digest in use does nothing. */
  install(set: InstalledSet): Promise<void>
}

export interface InstalledSet {
  readonly name: string
  /** SHA-256 over the texts, hex. */
  readonly digest: string
  readonly installed_at: Date
  /** File name -> content: model.conf, policy.csv, set.yaml, tests.yaml. */
  readonly texts: Readonly<Record<string, string>>
}

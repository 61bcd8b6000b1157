/**
 * Small named values of the installation itself: the operator key's hash, sealed signing keys. At most 64 KiB each.
 */
export interface SecretStore {
  find(name: string): Promise<{ value: string; version: number } | undefined>
  /**
   * Compare-and-set: writes when the stored version is `version` (0: absent).
   * @throws Conflict when it is not; nothing was written
   */
  put(name: string, value: string, version: number): Promise<void>
}

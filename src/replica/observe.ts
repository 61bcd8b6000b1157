import type { OrgId } from '../model/id.ts'

/** Facts for operators. */
export interface ObserveReplica {
  loaded(fact: { readonly org: OrgId; readonly seconds: number }): void
  distrusted(reason: string): void
  /** Approximate bytes of the snapshots in memory. */
  holding(bytes: number): void
  changed(fact: { readonly propagated: boolean }): void
  leased(held: boolean): void
  lagged(seconds: number): void
  failed(error: unknown): void
}

/** For a replica that nobody watches. */
export const unobserved: ObserveReplica = {
  loaded: () => undefined,
  distrusted: () => undefined,
  holding: () => undefined,
  changed: () => undefined,
  leased: () => undefined,
  lagged: () => undefined,
  failed: () => undefined,
}

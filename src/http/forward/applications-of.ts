import type { Application } from '../../model/application.ts'
import type { OrgId } from '../../model/id.ts'
import { type RouteTable, routeTable } from '../../policy/routes/match.ts'
import type { Rooms } from '../rooms.ts'

const tables = new WeakMap<readonly Application[], RouteTable>()

/** The routes of a set's applications, indexed once. */
export const tableOf = (applications: readonly Application[]): RouteTable => {
  const known = tables.get(applications)
  if (known) return known
  const made = routeTable(applications)
  tables.set(applications, made)
  return made
}

/** The application of that host, by the set of the organisation. */
export const applicationAt = async (
  { replica }: Pick<Rooms, 'replica'>,
  org: OrgId,
  host: string,
): Promise<Application | undefined> => {
  const view = await replica.at(org)
  return view && tableOf(view.catalogue.applications).get(host)?.application
}

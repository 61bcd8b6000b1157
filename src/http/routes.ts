import { reviewRoutes } from './admin/access-review.ts'
import { apiKeyRoutes } from './admin/api-keys.ts'
import { auditRoutes } from './admin/audit.ts'
import { auditVerificationRoutes } from './admin/audit-verification.ts'
import { catalogueRoutes } from './admin/catalogue.ts'
import { changeRoutes } from './admin/changes.ts'
import { datasetRoutes } from './admin/datasets.ts'
import { decisionRoutes } from './admin/decisions.ts'
import { endingRoutes } from './admin/ending.ts'
import { grantRoutes } from './admin/grants.ts'
import { groupRoutes } from './admin/groups.ts'
import { invitationRoutes } from './admin/invitations.ts'
import { memberRoutes } from './admin/members.ts'
import { mergeRoutes } from './admin/merging.ts'
import { organisationRoutes } from './admin/organisations.ts'
import { permissionRoutes } from './admin/permissions.ts'
import { policyRoutes } from './admin/policy.ts'
import { policyEffectRoutes } from './admin/policy-effects.ts'
import { policyPlanRoutes } from './admin/policy-plans.ts'
import { policyReplayRoutes } from './admin/policy-replay.ts'
import { policySetRoutes } from './admin/policy-sets.ts'
import { resourceGrantRoutes } from './admin/resource-grants.ts'
import { resourceLineRoutes } from './admin/resource-lines.ts'
import { resourceRoutes } from './admin/resources.ts'
import { roleRoutes } from './admin/roles.ts'
import { serviceAccountRoutes } from './admin/service-accounts.ts'
import { settingsRoutes } from './admin/settings.ts'
import { snapshotRoutes } from './admin/snapshots.ts'
import { supportRoutes } from './admin/support-access.ts'
import { usageRoutes } from './admin/usage.ts'
import { whoamiRoutes } from './admin/whoami.ts'
import { authzenRoutes } from './authzen/routes.ts'
import { batch } from './check/batch.ts'
import { check } from './check/check.ts'
import { clientRoutes } from './identity/clients.ts'
import { keyRoutes } from './identity/keys.ts'
import { platformClientRoutes } from './identity/platform-clients.ts'
import { sessionRoutes } from './identity/sessions.ts'
import { emailDomainRoutes } from './idps/domains.ts'
import { identityRoutes } from './idps/identities.ts'
import { identityProviderRoutes } from './idps/idps.ts'
import { scimTokenRoutes } from './idps/scim-tokens.ts'
import { docsRoutes } from './openapi/routes.ts'
import { operationsRoutes } from './operations.ts'
import type { Route } from './route.ts'
import { searchActions } from './search/actions.ts'
import { searchFilter } from './search/filter.ts'
import { searchQuery } from './search/query.ts'
import { searchResources } from './search/resources.ts'
import { searchSubjects } from './search/subjects.ts'

/** Every route of the service, the busiest first: the router tries them in this order. */
export const apiRoutes: readonly Route[] = [
  check,
  batch,
  searchResources,
  searchSubjects,
  searchActions,
  searchFilter,
  searchQuery,
  ...authzenRoutes,
  ...datasetRoutes,
  ...snapshotRoutes,
  ...resourceRoutes,
  ...resourceLineRoutes,
  ...resourceGrantRoutes,
  ...grantRoutes,
  ...changeRoutes,
  ...organisationRoutes,
  ...settingsRoutes,
  ...memberRoutes,
  ...mergeRoutes,
  ...invitationRoutes,
  ...groupRoutes,
  ...serviceAccountRoutes,
  ...apiKeyRoutes,
  ...clientRoutes,
  ...platformClientRoutes,
  ...sessionRoutes,
  ...keyRoutes,
  ...permissionRoutes,
  ...endingRoutes,
  ...supportRoutes,
  ...roleRoutes,
  ...reviewRoutes,
  ...policyRoutes,
  ...policyReplayRoutes,
  ...policyEffectRoutes,
  ...policyPlanRoutes,
  ...policySetRoutes,
  ...catalogueRoutes,
  ...auditRoutes,
  ...auditVerificationRoutes,
  ...usageRoutes,
  ...decisionRoutes,
  ...identityProviderRoutes,
  ...identityRoutes,
  ...emailDomainRoutes,
  ...scimTokenRoutes,
  ...whoamiRoutes,
  ...operationsRoutes,
]

/** The same with the pages that describe them. */
export const routes = (version: string): readonly Route[] => [...apiRoutes, ...docsRoutes(apiRoutes, version)]

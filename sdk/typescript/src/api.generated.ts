// Made by `npm run generate` from docs/openapi.json: do not edit.

export type Access = { readonly default_access: string; readonly default_expires_at?: string; readonly grants: readonly ({ readonly subject: string; readonly name?: string; readonly level: string; readonly expires_at?: string })[]; readonly grants_next_token?: string; readonly effective: { readonly items: readonly ({ readonly subject: string; readonly name?: string; readonly level: string; readonly via: readonly (readonly string[])[] })[]; readonly next_token?: string } }

export type Account = { readonly id: string; readonly subject: string; readonly role?: string; readonly expires_at?: string; readonly groups: readonly string[]; readonly name?: string; readonly email?: string; readonly external_id?: string; readonly attributes: Readonly<Record<string, unknown>>; readonly disabled: boolean; readonly created_at?: string }

export type ApiKey = { readonly id: string; readonly subject: string; readonly owner?: string; readonly name: string; readonly scopes: readonly ('check' | 'read' | 'write')[]; readonly hint: string; readonly networks?: readonly string[]; readonly created_at: string; readonly expires_at?: string; readonly last_used_at?: string }

export type AuditEffect = { readonly what: string; readonly subject?: string; readonly resource?: string; readonly id?: string; readonly from?: string; readonly to?: string }

export type AuditLine = { readonly id: string; readonly at: string; readonly outcome: 'done' | 'refused'; readonly actor: string; readonly action: string; readonly resource: string; readonly reason?: string; readonly request_id?: string; readonly revision?: number; readonly code?: string; readonly adds?: number; readonly removes?: number; readonly credential?: string; readonly address?: string; readonly effects?: readonly AuditEffect[]; readonly more_effects?: number; readonly chain?: AuditLink }

export type AuditLink = { readonly n: number; readonly hash: string }

export type AuthzenDecision = { readonly decision: boolean; readonly context?: { readonly revision: number; readonly token: string; readonly reason?: string; readonly error?: { readonly status: number; readonly message: string } } }

export type AuthzenMetadata = { readonly policy_decision_point: string; readonly access_evaluation_endpoint: string; readonly access_evaluations_endpoint: string; readonly search_subject_endpoint: string; readonly search_resource_endpoint: string; readonly search_action_endpoint: string }

export type ChangedAnswer = { readonly subject: string; readonly action: string; readonly resource: string; readonly allowed: boolean; readonly times: number; readonly last_at: string }

export type CheckRequest = { readonly subject?: string; readonly action: string; readonly resource: string; readonly context?: Readonly<Record<string, unknown>>; readonly properties?: { readonly subject?: Readonly<Record<string, unknown>>; readonly resource?: Readonly<Record<string, unknown>>; readonly action?: Readonly<Record<string, unknown>> }; readonly explain?: boolean; readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string) }

export type Client = { readonly client_id: string; readonly kind: 'web' | 'public' | 'device' | 'service'; readonly subject?: string; readonly name: string; readonly redirect_uris: readonly string[]; readonly allowed_origins?: readonly string[]; readonly post_logout_redirect_uris: readonly string[]; readonly backchannel_logout_uri?: string; readonly backchannel_logout_session_required: boolean; readonly initiate_login_uri?: string; readonly auth_method?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none' | 'tls_client_auth' | 'self_signed_tls_client_auth'; readonly certificate_name?: { readonly subject_dn?: string; readonly san_dns?: string; readonly san_uri?: string; readonly san_ip?: string; readonly san_email?: string }; readonly certificate_bound?: boolean; readonly jwks?: { readonly keys: readonly (Readonly<Record<string, (string | readonly string[])>>)[] }; readonly jwks_uri?: string; readonly id_token_alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'; readonly profile?: 'fapi2'; readonly scopes: readonly ('check' | 'read' | 'write')[]; readonly resources: readonly string[]; readonly default_resource?: string; readonly audience?: string; readonly require_pkce: boolean; readonly require_par: boolean; readonly dpop_bound: boolean; readonly first_party: boolean; readonly networks?: readonly string[]; readonly secrets: readonly ClientSecret[]; readonly created_at: string }

export type ClientSecret = { readonly hint: string; readonly created_at: string; readonly expires_at?: string }

export type Dataset = { readonly id: string; readonly resource: string; readonly name: string; readonly attributes: Readonly<Record<string, unknown>>; readonly creator?: string; readonly created_at: string; readonly updated_at: string }

export type DatasetSnapshot = { readonly id: string; readonly name: string; readonly created_by: string; readonly created_at: string; readonly reverted_at?: string }

export type DecidedAt = { readonly revision: number; readonly token: string }

export type Decision = { readonly allowed: boolean; readonly reason?: string; readonly explanation?: Explanation }

export type DryRun = { readonly revision: number; readonly token: string; readonly propagated: boolean; readonly dry_run: true; readonly adds?: readonly (readonly string[])[]; readonly removes?: readonly (readonly string[])[] }

export type EmailDomain = { readonly domain: string; readonly verified_at?: string; readonly idp?: string; readonly record: { readonly name: string; readonly type: 'TXT'; readonly value: string }; readonly created_at: string }

export type Ending = { readonly expires_at: string; readonly subject: string; readonly role?: string; readonly group?: string; readonly resource?: string; readonly level?: string; readonly rule: readonly string[]; readonly by?: string; readonly at?: string; readonly reason?: string }

export type Explanation = { readonly decided_by: 'allow' | 'deny' | 'no_rule'; readonly rule?: readonly string[]; readonly path: readonly string[]; readonly until?: string; readonly missing?: string; readonly reason?: string; readonly revision: number }

export type Finding = { readonly check: string; readonly ok: boolean; readonly detail: string; readonly mend?: string }

export type Given = { readonly rule: readonly string[]; readonly revision: number; readonly at: string; readonly by: string; readonly action: string; readonly reason?: string }

export type Group = { readonly id: string; readonly subject: string; readonly name?: string; readonly created_at: string }

export type GroupState = { readonly id: string; readonly subject: string; readonly name?: string; readonly created_at: string; readonly groups: readonly string[]; readonly members: number }

export type Identity = { readonly id: string; readonly idp: string; readonly subject: string; readonly email?: string; readonly email_verified: boolean; readonly name?: string; readonly provisioned: boolean; readonly joined?: { readonly by: 'external_id' | 'email' | 'invitation' | 'hand'; readonly at: string; readonly role?: string }; readonly first_signed_in_at?: string; readonly created_at: string }

export type IdentityProvider = { readonly name: string; readonly enabled: boolean; readonly email_trusted: boolean; readonly mappings: readonly ({ readonly external: string; readonly role?: string; readonly group?: string })[]; readonly hidden: boolean; readonly scim_subject: 'externalId' | 'userName'; readonly join_by: 'none' | 'external_id' | 'email'; readonly join_linked: boolean; readonly id: string; readonly protocol: 'oidc' | 'saml'; readonly settings?: ({ readonly issuer: string; readonly client_id: string; readonly client_auth: 'client_secret_basic' | 'client_secret_basic_raw' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt' | 'none'; readonly client_key_id?: string; readonly client_certificate?: string; readonly scopes: readonly string[]; readonly algorithms: readonly ('RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519')[]; readonly clock_skew: number; readonly claims: { readonly subject: string; readonly email: string; readonly email_verified: string; readonly name: string; readonly groups: string }; readonly required_claims: Readonly<Record<string, (string | boolean)>>; readonly groups_delimiter?: string; readonly userinfo: boolean; readonly sign_out: boolean; readonly parameters: Readonly<Record<string, string>> } | { readonly entity_id: string; readonly sso_url: string; readonly binding: 'redirect' | 'post'; readonly certificates: readonly string[]; readonly signed: 'either' | 'assertion' | 'response' | 'both'; readonly sign_requests: boolean; readonly clock_skew: number; readonly name_id_format?: string; readonly subject_attribute?: string; readonly email_as_subject: boolean; readonly attributes: { readonly email: string; readonly name: string; readonly groups: string }; readonly groups_delimiter?: string; readonly idp_initiated: boolean; readonly authn_context: readonly string[]; readonly slo_url?: string; readonly slo_response_url?: string; readonly slo_binding?: 'redirect' | 'post'; readonly sign_out: boolean }); readonly draft?: true; readonly metadata_url?: string; readonly metadata_certificates?: readonly string[]; readonly metadata_keeps?: readonly ('entity_id' | 'sso_url' | 'binding' | 'certificates' | 'sign_requests' | 'slo_url' | 'slo_response_url' | 'slo_binding')[]; readonly secrets: readonly string[]; readonly addresses: { readonly callback: string; readonly logout: string; readonly signed_out: string; readonly metadata: string; readonly acs: string; readonly slo: string }; readonly created_at: string; readonly updated_at: string }

export type InstalledPolicySet = { readonly name: string; readonly digest: string; readonly installed_at: string; readonly organisations: number }

export type Invitation = { readonly id: string; readonly email: string; readonly role: string; readonly grants: readonly ({ readonly resource: string; readonly level: string })[]; readonly invited_by: string; readonly created_at: string; readonly expires_at: string; readonly access_expires_at?: string; readonly language?: string }

export type MappingPreview = { readonly subject: string; readonly name?: string; readonly email?: string; readonly groups: readonly string[]; readonly role: { readonly before?: string; readonly after?: string }; readonly joins: readonly string[]; readonly leaves: readonly string[]; readonly changes: boolean }

export type MetadataState = { readonly url: string; readonly read_at?: string; readonly tried_at: string; readonly next_at: string; readonly valid_until?: string; readonly fault?: string; readonly faults?: number }

export type OperationDone = { readonly operation: string; readonly target: string; readonly changed: boolean; readonly effects: readonly AuditEffect[]; readonly more_effects?: number }

export type Organisation = { readonly id: string; readonly name: string; readonly policy_set: string; readonly created_at: string }

export type OrganisationSettings = { readonly newcomer_role: string; readonly default_access: string; readonly invitation_days: number; readonly api_key_max_days: (number | null); readonly networks: (readonly string[] | null); readonly decision_sample?: number; readonly decision_mask?: boolean; readonly decision_days?: (number | null); readonly audit_days?: (number | null); readonly language?: (string | null); readonly policy_review?: 'none' | 'two_people' }

export type PolicyCatalogue = { readonly policy_set: string; readonly digest: string; readonly title: string; readonly roles: readonly ({ readonly name: string; readonly means: string; readonly based_on?: string })[]; readonly administrator: string; readonly newcomer: string; readonly audience: string; readonly levels: readonly ({ readonly name: string; readonly action: string; readonly includes: readonly string[] })[]; readonly languages?: Readonly<Record<string, { readonly roles?: Readonly<Record<string, string>>; readonly levels?: Readonly<Record<string, string>> }>>; readonly creator: string; readonly default_access: string; readonly types: Readonly<Record<string, string>>; readonly actions: readonly string[]; readonly operations: Readonly<Record<string, string>>; readonly rules: readonly ({ readonly rule: readonly string[]; readonly means: string; readonly comment?: string })[]; readonly notes: Readonly<Record<string, string>> }

export type PolicyChange = { readonly revision: number; readonly at: string; readonly actor: string; readonly action: string; readonly resource: string; readonly reason?: string; readonly request_id?: string; readonly adds: number; readonly removes: number }

export type PolicyChangeWithRules = { readonly revision: number; readonly at: string; readonly actor: string; readonly action: string; readonly resource: string; readonly reason?: string; readonly request_id?: string; readonly adds: readonly (readonly string[])[]; readonly removes: readonly (readonly string[])[] }

export type PolicyEffect = { readonly role?: string; readonly through?: string; readonly on: string; readonly from: string; readonly to: string; readonly gains: readonly string[]; readonly loses: readonly string[]; readonly subjects: number; readonly resources: number; readonly pairs: number; readonly example: { readonly subject: string; readonly resource: string; readonly when?: 'before' | 'after'; readonly rule?: readonly string[]; readonly path?: readonly string[]; readonly until?: string } }

export type PolicyPlan = { readonly id: string; readonly kind: 'rules' | 'rollback' | 'policy_set' | 'review'; readonly plan_revision: number; readonly digest: string; readonly rules_added: number; readonly rules_removed: number; readonly pairs: number; readonly to?: number; readonly policy_set?: string; readonly policy_review?: string; readonly locks_out: readonly string[]; readonly locked_out: number; readonly remarks?: readonly string[]; readonly escalates?: readonly string[]; readonly reason?: string; readonly created_by: string; readonly author?: string; readonly created_at: string; readonly expires_at: string; readonly rules: { readonly added: readonly (readonly string[])[]; readonly removed: readonly (readonly string[])[] }; readonly effects: { readonly items: readonly PolicyEffect[]; readonly pairs: number; readonly left_out: { readonly rows: number; readonly pairs: number }; readonly uncompared?: number }; readonly text: string }

export type PolicyPlanHead = { readonly id: string; readonly kind: 'rules' | 'rollback' | 'policy_set' | 'review'; readonly plan_revision: number; readonly digest: string; readonly rules_added: number; readonly rules_removed: number; readonly pairs: number; readonly to?: number; readonly policy_set?: string; readonly policy_review?: string; readonly locks_out: readonly string[]; readonly locked_out: number; readonly remarks?: readonly string[]; readonly escalates?: readonly string[]; readonly reason?: string; readonly created_by: string; readonly author?: string; readonly created_at: string; readonly expires_at: string }

export type PolicyReplay = { readonly decisions: number; readonly questions: number; readonly masked: number; readonly sampled: number; readonly sample: number; readonly gains: number; readonly loses: number; readonly items: readonly ChangedAnswer[]; readonly more: number }

export type PolicySetInstallation = { readonly digest: string; readonly before?: string; readonly asked: number; readonly findings: readonly ({ readonly code: string; readonly place: string; readonly message: string })[]; readonly adds: readonly (readonly string[])[]; readonly removes: readonly (readonly string[])[]; readonly organisations: readonly ({ readonly org: string; readonly revision?: number; readonly propagated: boolean })[]; readonly effects?: readonly ({ readonly items: readonly PolicyEffect[]; readonly pairs: number; readonly left_out: { readonly rows: number; readonly pairs: number }; readonly uncompared?: number; readonly org: string })[]; readonly not_compared?: number; readonly dry_run?: true }

export type Problem = { readonly type: string; readonly title: string; readonly status: number; readonly detail?: string; readonly code: 'malformed' | 'unauthenticated' | 'forbidden' | 'scope_missing' | 'subject_refused' | 'not_found' | 'method_not_allowed' | 'body_too_large' | 'request_timeout' | 'head_too_large' | 'unsupported_media_type' | 'wrong_host' | 'rate_limited' | 'already_exists' | 'revision_mismatch' | 'busy' | 'idempotency_mismatch' | 'idempotency_in_progress' | 'answer_lost' | 'change_too_large' | 'too_many_rules' | 'last_admin' | 'invite_first' | 'disabled' | 'unknown_role' | 'role_too_strong' | 'role_in_use' | 'unknown_group' | 'unknown_level' | 'invalid_attribute' | 'unknown_subject' | 'unknown_resource' | 'unknown_action' | 'unknown_resource_type' | 'too_much_work' | 'other_identity_provider' | 'metadata_unusable' | 'domain_unproven' | 'key_exceeds_credential' | 'key_life_too_long' | 'unknown_policy_set' | 'unknown_revision' | 'before_beginning' | 'past_pruned' | 'invalid_policy' | 'plan_empty' | 'plan_outdated' | 'plan_expired' | 'plan_over' | 'second_person_needed' | 'review_needed' | 'lockout_unconfirmed' | 'escalation_unconfirmed' | 'invitation_invalid' | 'wrong_account' | 'identity_taken' | 'not_mergeable' | 'in_itself' | 'search_expired' | 'filter_too_large' | 'foreign_token' | 'not_yet_consistent' | 'overloaded' | 'not_served_here' | 'restarting' | 'program_changed' | 'stopping' | 'store_unavailable' | 'outcome_unknown' | 'internal'; readonly request_id: string; readonly errors?: readonly ({ readonly path: string; readonly message: string })[] }

export type RecordedDecision = { readonly at: string; readonly subject: string; readonly action: string; readonly resource: string; readonly allowed: boolean; readonly reason?: string; readonly rule?: readonly string[]; readonly sample?: number; readonly revision: number; readonly asked_by: string; readonly request_id: string }

export type Resource = { readonly id: string; readonly type: string; readonly resource: string; readonly name: string; readonly attributes: Readonly<Record<string, unknown>>; readonly created_at: string; readonly updated_at: string }

export type ResourceLine = ({ readonly put: string; readonly name?: string; readonly attributes?: Readonly<Record<string, unknown>> } | { readonly remove: string })

export type ReviewedAccess = { readonly subject: string; readonly role?: string; readonly group?: string; readonly resource?: string; readonly level?: string; readonly members?: number; readonly since?: string; readonly by?: string; readonly through?: string; readonly reason?: string; readonly expires_at?: string; readonly last_used?: string; readonly rule: string }

export type Revised = { readonly revision: number }

export type Role = { readonly role: string; readonly subject: string; readonly title?: string; readonly description?: string; readonly based_on?: string; readonly may: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly may_not: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[] }

export type ScimToken = { readonly id: string; readonly idp: string; readonly provider?: string; readonly name: string; readonly hint: string; readonly created_at: string; readonly expires_at?: string }

export type Seats = { readonly role: string; readonly people: number; readonly service_accounts: number; readonly active: number }

export type Session = { readonly id: string; readonly kind: 'browser' | 'offline'; readonly signed_in_at: string; readonly expires_at: string; readonly clients: readonly string[] }

export type SupportAccess = { readonly subject: string; readonly email?: string; readonly purpose: string; readonly level: string; readonly opened_by: string; readonly created_at: string; readonly expires_at: string; readonly disabled?: boolean; readonly given?: readonly ({ readonly role?: string; readonly group?: string; readonly resource?: string; readonly level?: string; readonly expires_at?: string })[]; readonly given_more?: number }

export type UsageRow = { readonly subject?: string; readonly resource?: string; readonly action?: string; readonly asked_by?: string; readonly times: number; readonly denied: number; readonly first_at: string; readonly last_at: string }

export type Written = { readonly revision: number; readonly token: string; readonly propagated: boolean; readonly dry_run?: true; readonly adds?: readonly (readonly string[])[]; readonly removes?: readonly (readonly string[])[] }

/** Every code of a problem. */
export type ProblemCode = 'malformed' | 'unauthenticated' | 'forbidden' | 'scope_missing' | 'subject_refused' | 'not_found' | 'method_not_allowed' | 'body_too_large' | 'request_timeout' | 'head_too_large' | 'unsupported_media_type' | 'wrong_host' | 'rate_limited' | 'already_exists' | 'revision_mismatch' | 'busy' | 'idempotency_mismatch' | 'idempotency_in_progress' | 'answer_lost' | 'change_too_large' | 'too_many_rules' | 'last_admin' | 'invite_first' | 'disabled' | 'unknown_role' | 'role_too_strong' | 'role_in_use' | 'unknown_group' | 'unknown_level' | 'invalid_attribute' | 'unknown_subject' | 'unknown_resource' | 'unknown_action' | 'unknown_resource_type' | 'too_much_work' | 'other_identity_provider' | 'metadata_unusable' | 'domain_unproven' | 'key_exceeds_credential' | 'key_life_too_long' | 'unknown_policy_set' | 'unknown_revision' | 'before_beginning' | 'past_pruned' | 'invalid_policy' | 'plan_empty' | 'plan_outdated' | 'plan_expired' | 'plan_over' | 'second_person_needed' | 'review_needed' | 'lockout_unconfirmed' | 'escalation_unconfirmed' | 'invitation_invalid' | 'wrong_account' | 'identity_taken' | 'not_mergeable' | 'in_itself' | 'search_expired' | 'filter_too_large' | 'foreign_token' | 'not_yet_consistent' | 'overloaded' | 'not_served_here' | 'restarting' | 'program_changed' | 'stopping' | 'store_unavailable' | 'outcome_unknown' | 'internal'

/** The status that goes with each code. */
export const PROBLEM_STATUS: Readonly<Partial<Record<ProblemCode, number>>> = {"malformed":400,"unauthenticated":401,"forbidden":403,"scope_missing":403,"subject_refused":403,"not_found":404,"body_too_large":413,"unsupported_media_type":415,"rate_limited":429,"already_exists":409,"revision_mismatch":412,"busy":503,"idempotency_mismatch":422,"idempotency_in_progress":409,"answer_lost":409,"change_too_large":422,"last_admin":409,"invite_first":409,"disabled":409,"unknown_role":422,"role_too_strong":403,"role_in_use":409,"unknown_group":422,"unknown_level":422,"invalid_attribute":422,"unknown_subject":422,"unknown_resource":422,"unknown_action":422,"unknown_resource_type":422,"too_much_work":422,"other_identity_provider":409,"metadata_unusable":422,"domain_unproven":409,"key_exceeds_credential":422,"key_life_too_long":422,"unknown_policy_set":422,"unknown_revision":422,"before_beginning":422,"past_pruned":410,"invalid_policy":422,"plan_empty":422,"plan_outdated":409,"plan_expired":410,"plan_over":410,"second_person_needed":409,"review_needed":409,"lockout_unconfirmed":409,"escalation_unconfirmed":409,"invitation_invalid":410,"wrong_account":409,"identity_taken":409,"not_mergeable":409,"in_itself":409,"search_expired":410,"filter_too_large":422,"foreign_token":400,"not_yet_consistent":503,"overloaded":503,"stopping":503,"store_unavailable":503,"internal":500}

/** What each operation takes and answers. */
export interface Operations {
  /** May this subject do this action to this resource?: `POST /check`. */
  check: { params: {}; org: false; query: {}; body: CheckRequest; reply: (Decision & DecidedAt); dryRun: false }
  /** Check many questions on one revision: `POST /check/batch`. */
  checkBatch: { params: {}; org: false; query: {}; body: { readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string); readonly checks: readonly unknown[] }; reply: { readonly revision: number; readonly token: string; readonly results: readonly ({ readonly allowed: boolean; readonly reason?: string; readonly explanation?: Explanation; readonly error?: { readonly code: string; readonly detail: string } })[] }; dryRun: false }
  /** List the resources on which a subject may do an action: `POST /search/resources`. */
  searchResources: { params: {}; org: false; query: {}; body: { readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string); readonly context?: Readonly<Record<string, unknown>>; readonly properties?: { readonly subject?: Readonly<Record<string, unknown>>; readonly resource?: Readonly<Record<string, unknown>>; readonly action?: Readonly<Record<string, unknown>> }; readonly subject?: string; readonly action: string; readonly type: string; readonly limit?: number; readonly page_token?: string }; reply: { readonly revision: number; readonly token: string; readonly items: readonly string[]; readonly next_token?: string }; dryRun: false }
  /** List the subjects that may do an action on a resource: `POST /search/subjects`. */
  searchSubjects: { params: {}; org: false; query: {}; body: { readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string); readonly context?: Readonly<Record<string, unknown>>; readonly properties?: { readonly subject?: Readonly<Record<string, unknown>>; readonly resource?: Readonly<Record<string, unknown>>; readonly action?: Readonly<Record<string, unknown>> }; readonly resource: string; readonly action: string; readonly type?: 'user' | 'service' | 'group'; readonly limit?: number; readonly page_token?: string }; reply: { readonly revision: number; readonly token: string; readonly items: readonly string[]; readonly next_token?: string }; dryRun: false }
  /** List the actions that a subject may do on a resource: `POST /search/actions`. */
  searchActions: { params: {}; org: false; query: {}; body: { readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string); readonly context?: Readonly<Record<string, unknown>>; readonly properties?: { readonly subject?: Readonly<Record<string, unknown>>; readonly resource?: Readonly<Record<string, unknown>>; readonly action?: Readonly<Record<string, unknown>> }; readonly subject?: string; readonly resource: string }; reply: { readonly revision: number; readonly token: string; readonly items: readonly string[]; readonly next_token?: string }; dryRun: false }
  /** Of these resources, answer those on which a subject may do an action: `POST /search/filter`. */
  searchFilter: { params: {}; org: false; query: {}; body: { readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string); readonly context?: Readonly<Record<string, unknown>>; readonly properties?: { readonly subject?: Readonly<Record<string, unknown>>; readonly resource?: Readonly<Record<string, unknown>>; readonly action?: Readonly<Record<string, unknown>> }; readonly subject?: string; readonly action: string; readonly resources: readonly string[] }; reply: { readonly revision: number; readonly token: string; readonly items: readonly string[]; readonly next_token?: string }; dryRun: false }
  /** Get the resources on which a subject may do an action as a condition for your own database: `POST /search/query`. */
  searchQuery: { params: {}; org: false; query: {}; body: { readonly org: string; readonly consistency?: ('minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }); readonly as_of?: (number | string); readonly context?: Readonly<Record<string, unknown>>; readonly properties?: { readonly subject?: Readonly<Record<string, unknown>>; readonly resource?: Readonly<Record<string, unknown>>; readonly action?: Readonly<Record<string, unknown>> }; readonly subject?: string; readonly action: string; readonly type: string; readonly form: 'mongodb' | 'sql'; readonly field?: string; readonly collections?: (string | { readonly table: string; readonly id: string; readonly collection: string }); readonly attributes?: Readonly<Record<string, (string | { readonly table: string; readonly id: string; readonly value: string })>>; readonly complete?: boolean }; reply: { readonly revision: number; readonly token: string; readonly matches: 'all' | 'none' | 'some'; readonly by: 'rules' | 'ids'; readonly why_ids?: string; readonly mongodb?: Readonly<Record<string, unknown>>; readonly sql?: { readonly where: string; readonly parameters: readonly unknown[] } }; dryRun: false }
  /** List the datasets that you may view: `GET /v1/orgs/{org}/datasets`. */
  listDatasets: { params: {}; org: true; query: { limit?: number; page_token?: string; name?: string; attribute?: string }; body: undefined; reply: { readonly items: readonly Dataset[]; readonly next_token?: string }; dryRun: false }
  /** Register a dataset: `POST /v1/orgs/{org}/datasets`. */
  createDataset: { params: {}; org: true; query: {}; body: { readonly id?: string; readonly name: string; readonly attributes?: Readonly<Record<string, unknown>>; readonly default_access?: string; readonly creator?: string }; reply: (Dataset & Written); dryRun: true }
  /** Get one dataset, with your own level on it: `GET /v1/orgs/{org}/datasets/{id}`. */
  getDataset: { params: { id: string }; org: true; query: {}; body: undefined; reply: (Dataset & Revised & { readonly level: string }); dryRun: false }
  /** Rename a dataset, or replace its attributes: `PATCH /v1/orgs/{org}/datasets/{id}`. */
  updateDataset: { params: { id: string }; org: true; query: {}; body: { readonly name?: string; readonly attributes?: Readonly<Record<string, unknown>> }; reply: (Dataset & Written); dryRun: true }
  /** Delete a dataset: `DELETE /v1/orgs/{org}/datasets/{id}`. */
  deleteDataset: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Clone a dataset’s record: `POST /v1/orgs/{org}/datasets/{id}/clone`. */
  cloneDataset: { params: { id: string }; org: true; query: {}; body: { readonly id?: string; readonly name?: string; readonly creator?: string }; reply: (Dataset & Written); dryRun: true }
  /** List the snapshots of a dataset: `GET /v1/orgs/{org}/datasets/{id}/snapshots`. */
  listSnapshots: { params: { id: string }; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly DatasetSnapshot[]; readonly next_token?: string }; dryRun: false }
  /** Record a snapshot: `POST /v1/orgs/{org}/datasets/{id}/snapshots`. */
  createSnapshot: { params: { id: string }; org: true; query: {}; body: { readonly id?: string; readonly name: string }; reply: (DatasetSnapshot & Written); dryRun: true }
  /** Delete a snapshot’s record: `DELETE /v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}`. */
  deleteSnapshot: { params: { id: string; snapshot: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Record that the dataset went back to a snapshot: `POST /v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}/revert`. */
  revertSnapshot: { params: { id: string; snapshot: string }; org: true; query: {}; body: undefined; reply: (DatasetSnapshot & Written); dryRun: true }
  /** List the resources of a type that you may see: `GET /v1/orgs/{org}/resources/{type}`. */
  listResources: { params: { type: string }; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly Resource[]; readonly next_token?: string }; dryRun: false }
  /** Get one resource, with the collections that it is in: `GET /v1/orgs/{org}/resources/{type}/{id}`. */
  getResource: { params: { type: string; id: string }; org: true; query: {}; body: undefined; reply: (Resource & Revised & { readonly collections: readonly string[] }); dryRun: false }
  /** Register a resource, or change its name or attributes: `PUT /v1/orgs/{org}/resources/{type}/{id}`. */
  putResource: { params: { type: string; id: string }; org: true; query: {}; body: { readonly name?: string; readonly attributes?: Readonly<Record<string, unknown>> }; reply: (Resource & Written); dryRun: true }
  /** Delete a resource, with everything that names it: `DELETE /v1/orgs/{org}/resources/{type}/{id}`. */
  deleteResource: { params: { type: string; id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Put a resource into a collection: `PUT /v1/orgs/{org}/resources/{type}/{id}/collections/{collection}`. */
  addToCollection: { params: { type: string; id: string; collection: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Take a resource out of a collection: `DELETE /v1/orgs/{org}/resources/{type}/{id}/collections/{collection}`. */
  removeFromCollection: { params: { type: string; id: string; collection: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Grant a person, a service account or a group a level on a resource: `PUT /v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}`. */
  setResourceGrant: { params: { type: string; id: string; subject: string }; org: true; query: {}; body: { readonly level: string; readonly expires_at?: string }; reply: Written; dryRun: true }
  /** Remove a grant on a resource: `DELETE /v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}`. */
  removeResourceGrant: { params: { type: string; id: string; subject: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Get who may do what with a dataset, and why: `GET /v1/orgs/{org}/datasets/{id}/access`. */
  getAccess: { params: { id: string }; org: true; query: { limit?: number; page_token?: string; grants_token?: string; as_of?: string }; body: undefined; reply: (Access & Revised); dryRun: false }
  /** Set the default access of a dataset: `PUT /v1/orgs/{org}/datasets/{id}/access/default`. */
  setDefaultAccess: { params: { id: string }; org: true; query: {}; body: { readonly level: string; readonly expires_at?: string }; reply: (Access & Written); dryRun: true }
  /** Grant a person, a service account or a group a level on a dataset: `PUT /v1/orgs/{org}/datasets/{id}/access/grants/{subject}`. */
  setGrant: { params: { id: string; subject: string }; org: true; query: {}; body: { readonly level: string; readonly expires_at?: string }; reply: (Access & Written); dryRun: true }
  /** Remove a grant: `DELETE /v1/orgs/{org}/datasets/{id}/access/grants/{subject}`. */
  removeGrant: { params: { id: string; subject: string }; org: true; query: {}; body: undefined; reply: (Access & Written); dryRun: true }
  /** Make many changes as one: `POST /v1/orgs/{org}/changes`. */
  applyChanges: { params: {}; org: true; query: {}; body: { readonly operations: readonly (({ readonly operation: 'addMember'; readonly params: { readonly user: string }; readonly body: { readonly role?: string; readonly expires_at?: (string | null); readonly name?: string; readonly email?: string; readonly external_id?: string; readonly attributes?: Readonly<Record<string, unknown>> } } | { readonly operation: 'removeMember'; readonly params: { readonly user: string } } | { readonly operation: 'disableMember'; readonly params: { readonly user: string } } | { readonly operation: 'enableMember'; readonly params: { readonly user: string } } | { readonly operation: 'putServiceAccount'; readonly params: { readonly id: string }; readonly body: { readonly name?: string; readonly role?: string; readonly expires_at?: (string | null) } } | { readonly operation: 'deleteServiceAccount'; readonly params: { readonly id: string } } | { readonly operation: 'putGroup'; readonly params: { readonly group: string }; readonly body?: { readonly name?: string } } | { readonly operation: 'deleteGroup'; readonly params: { readonly group: string } } | { readonly operation: 'addGroupMember'; readonly params: { readonly group: string; readonly subject: string }; readonly body?: { readonly expires_at?: string } } | { readonly operation: 'removeGroupMember'; readonly params: { readonly group: string; readonly subject: string } } | { readonly operation: 'createDataset'; readonly body: { readonly id?: string; readonly name: string; readonly attributes?: Readonly<Record<string, unknown>>; readonly default_access?: string; readonly creator?: string } } | { readonly operation: 'cloneDataset'; readonly params: { readonly id: string }; readonly body: { readonly id?: string; readonly name?: string; readonly creator?: string } } | { readonly operation: 'updateDataset'; readonly params: { readonly id: string }; readonly body: { readonly name?: string; readonly attributes?: Readonly<Record<string, unknown>> } } | { readonly operation: 'deleteDataset'; readonly params: { readonly id: string } } | { readonly operation: 'setDefaultAccess'; readonly params: { readonly id: string }; readonly body: { readonly level: string; readonly expires_at?: string } } | { readonly operation: 'setGrant'; readonly params: { readonly id: string; readonly subject: string }; readonly body: { readonly level: string; readonly expires_at?: string } } | { readonly operation: 'removeGrant'; readonly params: { readonly id: string; readonly subject: string } } | { readonly operation: 'putResource'; readonly params: { readonly type: string; readonly id: string }; readonly body: { readonly name?: string; readonly attributes?: Readonly<Record<string, unknown>> } } | { readonly operation: 'deleteResource'; readonly params: { readonly type: string; readonly id: string } } | { readonly operation: 'addToCollection'; readonly params: { readonly type: string; readonly id: string; readonly collection: string } } | { readonly operation: 'removeFromCollection'; readonly params: { readonly type: string; readonly id: string; readonly collection: string } } | { readonly operation: 'setResourceGrant'; readonly params: { readonly type: string; readonly id: string; readonly subject: string }; readonly body: { readonly level: string; readonly expires_at?: string } } | { readonly operation: 'removeResourceGrant'; readonly params: { readonly type: string; readonly id: string; readonly subject: string } } | { readonly operation: 'putRole'; readonly params: { readonly role: string }; readonly body: { readonly title?: string; readonly description?: string; readonly based_on?: string; readonly may?: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly may_not?: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly accept?: readonly 'escalation'[] } } | { readonly operation: 'deleteRole'; readonly params: { readonly role: string }; readonly query?: { readonly move_to?: string } }))[] }; reply: ({ readonly operations: readonly OperationDone[] } & Written); dryRun: true }
  /** Create an organisation: `POST /v1/orgs`. */
  createOrganisation: { params: {}; org: false; query: {}; body: { readonly id: string; readonly name: string; readonly policy_set?: string; readonly admin?: string }; reply: (Organisation & Written); dryRun: true }
  /** List organisations: `GET /v1/orgs`. */
  listOrganisations: { params: {}; org: false; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly Organisation[]; readonly next_token?: string }; dryRun: false }
  /** Get one organisation: `GET /v1/orgs/{org}`. */
  getOrganisation: { params: {}; org: true; query: {}; body: undefined; reply: (Organisation & Revised & { readonly token: string }); dryRun: false }
  /** Rename an organisation: `PATCH /v1/orgs/{org}`. */
  updateOrganisation: { params: {}; org: true; query: {}; body: { readonly name: string }; reply: (Organisation & Written); dryRun: true }
  /** Delete an organisation: `DELETE /v1/orgs/{org}`. */
  deleteOrganisation: { params: {}; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Get the settings: `GET /v1/orgs/{org}/settings`. */
  getSettings: { params: {}; org: true; query: {}; body: undefined; reply: (OrganisationSettings & Revised); dryRun: false }
  /** Change settings: `PATCH /v1/orgs/{org}/settings`. */
  updateSettings: { params: {}; org: true; query: {}; body: { readonly newcomer_role?: string; readonly default_access?: string; readonly invitation_days?: number; readonly api_key_max_days?: (number | null); readonly networks?: (readonly string[] | null); readonly decision_sample?: number; readonly decision_mask?: boolean; readonly decision_days?: (number | null); readonly audit_days?: (number | null); readonly language?: (string | null); readonly policy_review?: 'none' | 'two_people' }; reply: (OrganisationSettings & Written); dryRun: true }
  /** List people: `GET /v1/orgs/{org}/members`. */
  listMembers: { params: {}; org: true; query: { limit?: number; page_token?: string; role?: string; group?: string; email?: string; name?: string; address?: string; attribute?: string }; body: undefined; reply: { readonly items: readonly Account[]; readonly next_token?: string }; dryRun: false }
  /** Get one person: `GET /v1/orgs/{org}/members/{user}`. */
  getMember: { params: { user: string }; org: true; query: {}; body: undefined; reply: (Account & Revised); dryRun: false }
  /** Add a person with a role, or change their role or description: `PUT /v1/orgs/{org}/members/{user}`. */
  addMember: { params: { user: string }; org: true; query: {}; body: { readonly role?: string; readonly expires_at?: (string | null); readonly name?: string; readonly email?: string; readonly external_id?: string; readonly attributes?: Readonly<Record<string, unknown>> }; reply: (Account & Written); dryRun: true }
  /** Remove a person: `DELETE /v1/orgs/{org}/members/{user}`. */
  removeMember: { params: { user: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Disable a person: `POST /v1/orgs/{org}/members/{user}/disable`. */
  disableMember: { params: { user: string }; org: true; query: {}; body: undefined; reply: (Account & Written); dryRun: true }
  /** Enable a person again: `POST /v1/orgs/{org}/members/{user}/enable`. */
  enableMember: { params: { user: string }; org: true; query: {}; body: undefined; reply: (Account & Written); dryRun: true }
  /** Merge two accounts of one person: `POST /v1/orgs/{org}/members/{user}/merge`. */
  mergeMembers: { params: { user: string }; org: true; query: {}; body: { readonly from: string; readonly role?: string }; reply: ({ readonly person: Account; readonly role: string; readonly gone: string; readonly role_lost?: string; readonly groups: readonly string[]; readonly grants: readonly ({ readonly resource: string; readonly level: string; readonly expires_at?: string })[]; readonly denies: readonly (readonly string[])[]; readonly identities: readonly ({ readonly id: string; readonly idp: string; readonly subject: string })[]; readonly api_keys: readonly ({ readonly id: string; readonly name: string })[]; readonly invitations: readonly ({ readonly id: string; readonly email: string })[] } & Written); dryRun: true }
  /** Invite someone by e-mail: `POST /v1/orgs/{org}/invitations`. */
  createInvitation: { params: {}; org: true; query: {}; body: { readonly email: string; readonly role: string; readonly grants?: readonly ({ readonly resource: string; readonly level: string })[]; readonly access_expires_at?: string; readonly language?: string }; reply: (Invitation & { readonly accept_token: string; readonly link: string } & Written); dryRun: true }
  /** List open invitations: `GET /v1/orgs/{org}/invitations`. */
  listInvitations: { params: {}; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly Invitation[]; readonly next_token?: string }; dryRun: false }
  /** Invite many people at once: `POST /v1/orgs/{org}/invitations/bulk`. */
  createInvitations: { params: {}; org: true; query: {}; body: { readonly text: string; readonly role?: string; readonly grants?: readonly ({ readonly resource: string; readonly level: string })[]; readonly access_expires_at?: string; readonly language?: string }; reply: ({ readonly invited: readonly ({ readonly email: string; readonly role: string; readonly id?: string; readonly link?: string })[]; readonly already: readonly ({ readonly email: string; readonly subject: string })[] } & Written); dryRun: true }
  /** Revoke an invitation: `DELETE /v1/orgs/{org}/invitations/{id}`. */
  revokeInvitation: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Accept an invitation: `POST /v1/invitations/accept`. */
  acceptInvitation: { params: {}; org: false; query: {}; body: { readonly token: string; readonly user?: string }; reply: ({ readonly org: string; readonly subject: string; readonly role: string } & Written); dryRun: true }
  /** List groups: `GET /v1/orgs/{org}/groups`. */
  listGroups: { params: {}; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly Group[]; readonly next_token?: string }; dryRun: false }
  /** Get one group: `GET /v1/orgs/{org}/groups/{group}`. */
  getGroup: { params: { group: string }; org: true; query: {}; body: undefined; reply: (GroupState & Revised); dryRun: false }
  /** Create a group, or rename it: `PUT /v1/orgs/{org}/groups/{group}`. */
  putGroup: { params: { group: string }; org: true; query: {}; body: { readonly name?: string } | undefined; reply: (GroupState & Written); dryRun: true }
  /** Delete a group: `DELETE /v1/orgs/{org}/groups/{group}`. */
  deleteGroup: { params: { group: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** List the direct members of a group: `GET /v1/orgs/{org}/groups/{group}/members`. */
  listGroupMembers: { params: { group: string }; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly ({ readonly subject: string; readonly name?: string; readonly expires_at?: string })[]; readonly next_token?: string }; dryRun: false }
  /** Add a person, a service account or a group to a group: `PUT /v1/orgs/{org}/groups/{group}/members/{subject}`. */
  addGroupMember: { params: { group: string; subject: string }; org: true; query: {}; body: { readonly expires_at?: string } | undefined; reply: (GroupState & Written); dryRun: true }
  /** Remove a member from a group: `DELETE /v1/orgs/{org}/groups/{group}/members/{subject}`. */
  removeGroupMember: { params: { group: string; subject: string }; org: true; query: {}; body: undefined; reply: (GroupState & Written); dryRun: true }
  /** List service accounts: `GET /v1/orgs/{org}/service-accounts`. */
  listServiceAccounts: { params: {}; org: true; query: { limit?: number; page_token?: string; role?: string; group?: string }; body: undefined; reply: { readonly items: readonly Account[]; readonly next_token?: string }; dryRun: false }
  /** Get one service account: `GET /v1/orgs/{org}/service-accounts/{id}`. */
  getServiceAccount: { params: { id: string }; org: true; query: {}; body: undefined; reply: (Account & Revised); dryRun: false }
  /** Create a service account, or change its role or name: `PUT /v1/orgs/{org}/service-accounts/{id}`. */
  putServiceAccount: { params: { id: string }; org: true; query: {}; body: { readonly name?: string; readonly role?: string; readonly expires_at?: (string | null) }; reply: (Account & Written); dryRun: true }
  /** Remove a service account: `DELETE /v1/orgs/{org}/service-accounts/{id}`. */
  deleteServiceAccount: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Create an API key for a person or a service account: `POST /v1/orgs/{org}/api-keys`. */
  createApiKey: { params: {}; org: true; query: {}; body: { readonly subject?: string; readonly name: string; readonly scopes?: readonly ('check' | 'read' | 'write')[]; readonly expires_at?: string; readonly networks?: readonly string[] }; reply: (ApiKey & { readonly key: string } & Written); dryRun: true }
  /** List API keys: `GET /v1/orgs/{org}/api-keys`. */
  listApiKeys: { params: {}; org: true; query: { limit?: number; page_token?: string; subject?: string }; body: undefined; reply: { readonly items: readonly ApiKey[]; readonly next_token?: string }; dryRun: false }
  /** Revoke a key: `DELETE /v1/orgs/{org}/api-keys/{id}`. */
  revokeApiKey: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Register a client: `POST /v1/orgs/{org}/clients`. */
  createClient: { params: {}; org: true; query: {}; body: { readonly name: string; readonly redirect_uris?: readonly string[]; readonly allowed_origins?: readonly string[]; readonly post_logout_redirect_uris?: readonly string[]; readonly backchannel_logout_uri?: string; readonly backchannel_logout_session_required?: boolean; readonly initiate_login_uri?: string; readonly auth_method?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none' | 'tls_client_auth' | 'self_signed_tls_client_auth'; readonly certificate_name?: { readonly subject_dn?: string; readonly san_dns?: string; readonly san_uri?: string; readonly san_ip?: string; readonly san_email?: string }; readonly certificate_bound?: boolean; readonly jwks?: { readonly keys: readonly (Readonly<Record<string, (string | readonly string[])>>)[] }; readonly jwks_uri?: string; readonly id_token_alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'; readonly profile?: 'fapi2'; readonly scopes?: readonly ('check' | 'read' | 'write')[]; readonly resources?: readonly string[]; readonly default_resource?: string; readonly audience?: string; readonly require_pkce?: boolean; readonly require_par?: boolean; readonly dpop_bound?: boolean; readonly first_party?: boolean; readonly networks?: readonly string[]; readonly kind: 'web' | 'public' | 'device' | 'service'; readonly subject?: string }; reply: (Client & { readonly client_secret?: string } & Written); dryRun: true }
  /** List clients: `GET /v1/orgs/{org}/clients`. */
  listClients: { params: {}; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly Client[]; readonly next_token?: string }; dryRun: false }
  /** Get one client: `GET /v1/orgs/{org}/clients/{id}`. */
  getClient: { params: { id: string }; org: true; query: {}; body: undefined; reply: Client; dryRun: false }
  /** Replace a client’s settings: `PUT /v1/orgs/{org}/clients/{id}`. */
  updateClient: { params: { id: string }; org: true; query: {}; body: { readonly name: string; readonly redirect_uris?: readonly string[]; readonly allowed_origins?: readonly string[]; readonly post_logout_redirect_uris?: readonly string[]; readonly backchannel_logout_uri?: string; readonly backchannel_logout_session_required?: boolean; readonly initiate_login_uri?: string; readonly auth_method?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none' | 'tls_client_auth' | 'self_signed_tls_client_auth'; readonly certificate_name?: { readonly subject_dn?: string; readonly san_dns?: string; readonly san_uri?: string; readonly san_ip?: string; readonly san_email?: string }; readonly certificate_bound?: boolean; readonly jwks?: { readonly keys: readonly (Readonly<Record<string, (string | readonly string[])>>)[] }; readonly jwks_uri?: string; readonly id_token_alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'; readonly profile?: 'fapi2'; readonly scopes?: readonly ('check' | 'read' | 'write')[]; readonly resources?: readonly string[]; readonly default_resource?: string; readonly audience?: string; readonly require_pkce?: boolean; readonly require_par?: boolean; readonly dpop_bound?: boolean; readonly first_party?: boolean; readonly networks?: readonly string[] }; reply: (Client & Written); dryRun: true }
  /** Remove a client: `DELETE /v1/orgs/{org}/clients/{id}`. */
  deleteClient: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Rotate a client’s secret: `POST /v1/orgs/{org}/clients/{id}/secret`. */
  rotateClientSecret: { params: { id: string }; org: true; query: {}; body: { readonly overlap_seconds?: number }; reply: (Client & { readonly client_secret?: string } & Written); dryRun: true }
  /** End every session and token that was issued to a client: `DELETE /v1/orgs/{org}/clients/{id}/tokens`. */
  endClientTokens: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Register an application of the platform: `POST /v1/clients`. */
  createPlatformClient: { params: {}; org: false; query: {}; body: { readonly name: string; readonly redirect_uris?: readonly string[]; readonly allowed_origins?: readonly string[]; readonly post_logout_redirect_uris?: readonly string[]; readonly backchannel_logout_uri?: string; readonly backchannel_logout_session_required?: boolean; readonly initiate_login_uri?: string; readonly auth_method?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none' | 'tls_client_auth' | 'self_signed_tls_client_auth'; readonly certificate_name?: { readonly subject_dn?: string; readonly san_dns?: string; readonly san_uri?: string; readonly san_ip?: string; readonly san_email?: string }; readonly certificate_bound?: boolean; readonly jwks?: { readonly keys: readonly (Readonly<Record<string, (string | readonly string[])>>)[] }; readonly jwks_uri?: string; readonly id_token_alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'; readonly profile?: 'fapi2'; readonly scopes?: readonly ('check' | 'read' | 'write')[]; readonly resources?: readonly string[]; readonly default_resource?: string; readonly audience?: string; readonly require_pkce?: boolean; readonly require_par?: boolean; readonly dpop_bound?: boolean; readonly first_party?: boolean; readonly networks?: readonly string[]; readonly kind: 'web' | 'public' | 'device' | 'service' }; reply: (Client & { readonly client_secret?: string }); dryRun: false }
  /** List the platform’s applications: `GET /v1/clients`. */
  listPlatformClients: { params: {}; org: false; query: {}; body: undefined; reply: { readonly items: readonly Client[]; readonly next_token?: string }; dryRun: false }
  /** Get one of the platform’s applications: `GET /v1/clients/{id}`. */
  getPlatformClient: { params: { id: string }; org: false; query: {}; body: undefined; reply: Client; dryRun: false }
  /** Remove one of the platform’s applications: `DELETE /v1/clients/{id}`. */
  deletePlatformClient: { params: { id: string }; org: false; query: {}; body: undefined; reply: { readonly client_id: string }; dryRun: false }
  /** Rotate a client’s secret: `POST /v1/clients/{id}/secret`. */
  rotatePlatformClientSecret: { params: { id: string }; org: false; query: {}; body: { readonly overlap_seconds?: number }; reply: (Client & { readonly client_secret?: string }); dryRun: false }
  /** List where you are signed in: `GET /v1/sessions`. */
  listOwnSessions: { params: {}; org: false; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly Session[]; readonly next_token?: string }; dryRun: false }
  /** Sign out everywhere: `DELETE /v1/sessions`. */
  signOutEverywhere: { params: {}; org: false; query: {}; body: undefined; reply: Written; dryRun: true }
  /** End one of your sessions, or an application’s access: `DELETE /v1/sessions/{id}`. */
  endOwnSession: { params: { id: string }; org: false; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Sign a person out everywhere: `DELETE /v1/orgs/{org}/members/{id}/sessions`. */
  endSessionsOfMember: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Rotate the signing keys: `POST /v1/signing-keys/rotate`. */
  rotateSigningKeys: { params: {}; org: false; query: {}; body: undefined; reply: { readonly kid: string; readonly signs_from: string }; dryRun: false }
  /** Report who may do what, now or in the past: `GET /v1/orgs/{org}/permissions`. */
  reportPermissions: { params: {}; org: true; query: { limit?: number; page_token?: string; subject?: string; resource?: string; given?: 'true' | 'false'; revision?: string; as_of?: string }; body: undefined; reply: { readonly items: readonly ({ readonly subject: string; readonly resource: string; readonly level: string; readonly via: readonly (readonly string[])[]; readonly given?: readonly (readonly Given[])[] })[]; readonly next_token?: string }; dryRun: false }
  /** List roles, memberships and grants that end soon: `GET /v1/orgs/{org}/ending`. */
  listEnding: { params: {}; org: true; query: { limit?: number; page_token?: string; until?: string }; body: undefined; reply: { readonly items: readonly Ending[]; readonly next_token?: string }; dryRun: false }
  /** Open the organisation to somebody outside, for a while: `POST /v1/orgs/{org}/support-access`. */
  openSupportAccess: { params: {}; org: true; query: {}; body: { readonly email?: string; readonly account?: string; readonly purpose: string; readonly level: string; readonly expires_at: string }; reply: (SupportAccess & Written); dryRun: true }
  /** List to whom outside the organisation is open, with what they were given beside it: `GET /v1/orgs/{org}/support-access`. */
  listSupportAccess: { params: {}; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly SupportAccess[]; readonly next_token?: string }; dryRun: false }
  /** End support access before its time: `DELETE /v1/orgs/{org}/support-access/{user}`. */
  endSupportAccess: { params: { user: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** List the roles of the organisation: `GET /v1/orgs/{org}/roles`. */
  listRoles: { params: {}; org: true; query: {}; body: undefined; reply: { readonly items: readonly Role[]; readonly next_token?: string }; dryRun: false }
  /** Get one role, and what it may: `GET /v1/orgs/{org}/roles/{role}`. */
  getRole: { params: { role: string }; org: true; query: {}; body: undefined; reply: ({ readonly role: string; readonly subject: string; readonly title?: string; readonly description?: string; readonly based_on?: string; readonly may: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly may_not: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly allowed: readonly ({ readonly resource: string; readonly actions: readonly string[] })[] } & Revised); dryRun: false }
  /** Make a role of the organisation’s own, or change it: `PUT /v1/orgs/{org}/roles/{role}`. */
  putRole: { params: { role: string }; org: true; query: {}; body: { readonly title?: string; readonly description?: string; readonly based_on?: string; readonly may?: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly may_not?: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly accept?: readonly 'escalation'[] }; reply: ({ readonly role: string; readonly subject: string; readonly title?: string; readonly description?: string; readonly based_on?: string; readonly may: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly may_not: readonly ({ readonly resource: string; readonly action: string; readonly expires_at?: string })[]; readonly notes: readonly string[] } & Written); dryRun: true }
  /** Delete a role of the organisation’s own: `DELETE /v1/orgs/{org}/roles/{role}`. */
  deleteRole: { params: { role: string }; org: true; query: { move_to?: string }; body: undefined; reply: ({ readonly changes: number } & Written); dryRun: true }
  /** Report what everybody was given: since when, by whom, and when it was last used: `GET /v1/orgs/{org}/access-review`. */
  reviewAccess: { params: {}; org: true; query: { limit?: number; page_token?: string; subject?: string }; body: undefined; reply: { readonly items: readonly ReviewedAccess[]; readonly next_token?: string }; dryRun: false }
  /** Export the organisation’s own rules as CSV: `GET /v1/orgs/{org}/policy`. */
  exportPolicy: { params: {}; org: true; query: { revision?: string; as_of?: string }; body: undefined; reply: string; dryRun: false }
  /** Replace the organisation’s own rules: `PUT /v1/orgs/{org}/policy`. */
  publishPolicy: { params: {}; org: true; query: {}; body: { readonly rules: string; readonly accept?: readonly 'escalation'[] }; reply: ({ readonly added: number; readonly removed: number } & Written); dryRun: true }
  /** List the changes of the organisation: `GET /v1/orgs/{org}/policy/revisions`. */
  listRevisions: { params: {}; org: true; query: { limit?: number; page_token?: string }; body: undefined; reply: { readonly items: readonly PolicyChange[]; readonly next_token?: string }; dryRun: false }
  /** Get one change with its rules: `GET /v1/orgs/{org}/policy/revisions/{revision}`. */
  getRevision: { params: { revision: string }; org: true; query: {}; body: undefined; reply: PolicyChangeWithRules; dryRun: false }
  /** Compare the rules of two revisions: `GET /v1/orgs/{org}/policy/diff`. */
  diffPolicy: { params: {}; org: true; query: { from: string; to?: string }; body: undefined; reply: { readonly from: number; readonly to: number; readonly adds: readonly (readonly string[])[]; readonly removes: readonly (readonly string[])[] }; dryRun: false }
  /** Roll the rules back to an earlier revision: `POST /v1/orgs/{org}/policy/rollback`. */
  rollBackPolicy: { params: {}; org: true; query: {}; body: { readonly revision: number; readonly accept?: readonly 'escalation'[] }; reply: Written; dryRun: true }
  /** Put the questions of the past to a draft of the policy: `POST /v1/orgs/{org}/policy/replay`. */
  replayPolicy: { params: {}; org: true; query: {}; body: { readonly draft: { readonly rules?: string; readonly revision?: number; readonly policy_set?: string; readonly policy_review?: 'none' | 'two_people'; readonly answers?: readonly ({ readonly rule: string; readonly answer: 'keep' | 'remove' })[] }; readonly since: string; readonly until?: string; readonly limit?: number }; reply: PolicyReplay; dryRun: false }
  /** Compare who may do what at two revisions: `GET /v1/orgs/{org}/policy/effects`. */
  policyEffects: { params: {}; org: true; query: { limit?: number; page_token?: string; from?: string; to?: string }; body: undefined; reply: { readonly items: readonly PolicyEffect[]; readonly pairs: number; readonly left_out: { readonly rows: number; readonly pairs: number }; readonly uncompared?: number; readonly next_token?: string; readonly from: number; readonly to: number }; dryRun: false }
  /** Plan a change of the policy: `POST /v1/orgs/{org}/policy/plans`. */
  planPolicy: { params: {}; org: true; query: {}; body: { readonly rules?: string; readonly revision?: number; readonly policy_set?: string; readonly policy_review?: 'none' | 'two_people'; readonly answers?: readonly ({ readonly rule: string; readonly answer: 'keep' | 'remove' })[]; readonly replay?: { readonly since: string; readonly until?: string; readonly limit?: number } }; reply: ({ readonly id: string; readonly kind: 'rules' | 'rollback' | 'policy_set' | 'review'; readonly plan_revision: number; readonly digest: string; readonly rules_added: number; readonly rules_removed: number; readonly pairs: number; readonly to?: number; readonly policy_set?: string; readonly policy_review?: string; readonly locks_out: readonly string[]; readonly locked_out: number; readonly remarks?: readonly string[]; readonly escalates?: readonly string[]; readonly reason?: string; readonly created_by: string; readonly author?: string; readonly created_at: string; readonly expires_at: string; readonly rules: { readonly added: readonly (readonly string[])[]; readonly removed: readonly (readonly string[])[] }; readonly effects: { readonly items: readonly PolicyEffect[]; readonly pairs: number; readonly left_out: { readonly rows: number; readonly pairs: number }; readonly uncompared?: number }; readonly text: string; readonly replay?: PolicyReplay } & Written); dryRun: true }
  /** List the plans that wait: `GET /v1/orgs/{org}/policy/plans`. */
  listPolicyPlans: { params: {}; org: true; query: {}; body: undefined; reply: { readonly items: readonly PolicyPlanHead[]; readonly next_token?: string }; dryRun: false }
  /** Get a plan with its rules and effects: `GET /v1/orgs/{org}/policy/plans/{plan}`. */
  getPolicyPlan: { params: { plan: string }; org: true; query: {}; body: undefined; reply: PolicyPlan; dryRun: false }
  /** Cancel a plan: `DELETE /v1/orgs/{org}/policy/plans/{plan}`. */
  cancelPolicyPlan: { params: { plan: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Make a plan hold: `POST /v1/orgs/{org}/policy/plans/{plan}/apply`. */
  applyPolicyPlan: { params: { plan: string }; org: true; query: {}; body: { readonly digest?: string; readonly accept?: readonly ('lockouts' | 'own_right' | 'escalation')[]; readonly break_glass?: string }; reply: ({ readonly added: number; readonly removed: number } & Written); dryRun: true }
  /** List the installed policy sets: `GET /v1/policy-sets`. */
  listPolicySets: { params: {}; org: false; query: {}; body: undefined; reply: { readonly items: readonly InstalledPolicySet[]; readonly next_token?: string }; dryRun: false }
  /** Get a policy set with its files, its versions and who uses it: `GET /v1/policy-sets/{set}`. */
  getPolicySet: { params: { set: string }; org: false; query: {}; body: undefined; reply: { readonly name: string; readonly digest: string; readonly installed_at: string; readonly organisations: number; readonly texts: Readonly<Record<string, string>>; readonly versions: readonly ({ readonly name: string; readonly digest: string; readonly installed_at: string })[]; readonly users: readonly string[] }; dryRun: false }
  /** Install a version of a policy set for every organisation that uses it: `POST /v1/policy-sets/{set}/install`. */
  installPolicySet: { params: { set: string }; org: false; query: {}; body: { readonly texts?: { readonly 'model.conf': string; readonly 'policy.csv': string; readonly 'set.yaml': string; readonly 'tests.yaml': string; readonly 'routes.yaml'?: string }; readonly digest?: string; readonly effects?: boolean }; reply: PolicySetInstallation; dryRun: true }
  /** Get what the organisation’s policy set holds, in words, and the roles of its own: `GET /v1/orgs/{org}/catalogue`. */
  getCatalogue: { params: {}; org: true; query: {}; body: undefined; reply: PolicyCatalogue; dryRun: false }
  /** Read the audit trail: `GET /v1/orgs/{org}/audit`. */
  readAudit: { params: {}; org: true; query: { limit?: number; page_token?: string; actor?: string; action?: string; outcome?: 'done' | 'refused'; resource?: string; subject?: string; since?: string; until?: string }; body: undefined; reply: { readonly items: readonly AuditLine[]; readonly next_token?: string }; dryRun: false }
  /** Verify the audit trail: `GET /v1/orgs/{org}/audit/verification`. */
  verifyAudit: { params: {}; org: true; query: { after?: string; known?: string; limit?: number }; body: undefined; reply: { readonly whole: boolean; readonly lines: number; readonly head: AuditLink; readonly pruned: AuditLink; readonly misfit?: { readonly n: number; readonly id?: string; readonly at?: string; readonly why: string }; readonly known?: boolean; readonly unchained: { readonly lines: number; readonly newest?: string; readonly late: boolean }; readonly next?: string }; dryRun: false }
  /** Report who used what, when and how often: `GET /v1/orgs/{org}/usage`. */
  reportUsage: { params: {}; org: true; query: { since?: string; until?: string; by?: 'subject' | 'resource' | 'action' | 'asked_by' | 'subject_resource' | 'subject_action'; limit?: number }; body: undefined; reply: { readonly decisions: number; readonly masked: number; readonly sampled: number; readonly sample: number; readonly seats: readonly Seats[]; readonly items: readonly UsageRow[]; readonly more: number }; dryRun: false }
  /** Read the decisions that were recorded: `GET /v1/orgs/{org}/decisions`. */
  readDecisions: { params: {}; org: true; query: { limit?: number; page_token?: string; subject?: string; resource?: string; action?: string; rule?: string; allowed?: 'true' | 'false'; since?: string; until?: string }; body: undefined; reply: { readonly items: readonly RecordedDecision[]; readonly next_token?: string }; dryRun: false }
  /** List identity providers: `GET /v1/orgs/{org}/identity-providers`. */
  listIdentityProviders: { params: {}; org: true; query: {}; body: undefined; reply: { readonly items: readonly IdentityProvider[]; readonly next_token?: string }; dryRun: false }
  /** Connect an OpenID or SAML identity provider: `POST /v1/orgs/{org}/identity-providers`. */
  createIdentityProvider: { params: {}; org: true; query: {}; body: ({ readonly name: string; readonly enabled?: boolean; readonly email_trusted?: boolean; readonly mappings?: readonly ({ readonly external: string; readonly role?: string; readonly group?: string })[]; readonly hidden?: boolean; readonly scim_subject?: 'externalId' | 'userName'; readonly join_by?: 'none' | 'external_id' | 'email'; readonly join_linked?: boolean; readonly protocol: 'oidc'; readonly settings: { readonly issuer: string; readonly client_id: string; readonly client_auth?: 'client_secret_basic' | 'client_secret_basic_raw' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt' | 'none'; readonly client_key_id?: string; readonly client_certificate?: string; readonly scopes?: readonly string[]; readonly algorithms?: readonly ('RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519')[]; readonly clock_skew?: number; readonly claims?: { readonly subject?: string; readonly email?: string; readonly email_verified?: string; readonly name?: string; readonly groups?: string }; readonly required_claims?: Readonly<Record<string, (string | boolean)>>; readonly groups_delimiter?: string; readonly userinfo?: boolean; readonly sign_out?: boolean; readonly parameters?: Readonly<Record<string, string>> }; readonly secrets?: { readonly client_secret?: string; readonly client_key?: string } } | { readonly name: string; readonly enabled?: boolean; readonly email_trusted?: boolean; readonly mappings?: readonly ({ readonly external: string; readonly role?: string; readonly group?: string })[]; readonly hidden?: boolean; readonly scim_subject?: 'externalId' | 'userName'; readonly join_by?: 'none' | 'external_id' | 'email'; readonly join_linked?: boolean; readonly protocol: 'saml'; readonly settings?: { readonly entity_id?: string; readonly sso_url?: string; readonly binding?: 'redirect' | 'post'; readonly certificates?: readonly string[]; readonly signed?: 'either' | 'assertion' | 'response' | 'both'; readonly sign_requests?: boolean; readonly clock_skew?: number; readonly name_id_format?: string; readonly subject_attribute?: string; readonly email_as_subject?: boolean; readonly attributes?: { readonly email?: string; readonly name?: string; readonly groups?: string }; readonly groups_delimiter?: string; readonly idp_initiated?: boolean; readonly authn_context?: readonly string[]; readonly slo_url?: string; readonly slo_response_url?: string; readonly slo_binding?: 'redirect' | 'post'; readonly sign_out?: boolean }; readonly metadata?: string; readonly metadata_url?: string; readonly metadata_certificates?: readonly string[] }); reply: (IdentityProvider & Written); dryRun: true }
  /** Begin an identity provider that wants our addresses before it tells its own settings: `POST /v1/orgs/{org}/identity-providers/drafts`. */
  beginIdentityProvider: { params: {}; org: true; query: {}; body: { readonly name: string; readonly protocol: 'oidc' | 'saml' }; reply: (IdentityProvider & Written); dryRun: true }
  /** Get one identity provider: `GET /v1/orgs/{org}/identity-providers/{idp}`. */
  getIdentityProvider: { params: { idp: string }; org: true; query: {}; body: undefined; reply: IdentityProvider; dryRun: false }
  /** Replace an identity provider’s settings: `PUT /v1/orgs/{org}/identity-providers/{idp}`. */
  updateIdentityProvider: { params: { idp: string }; org: true; query: {}; body: ({ readonly name: string; readonly enabled?: boolean; readonly email_trusted?: boolean; readonly mappings?: readonly ({ readonly external: string; readonly role?: string; readonly group?: string })[]; readonly hidden?: boolean; readonly scim_subject?: 'externalId' | 'userName'; readonly join_by?: 'none' | 'external_id' | 'email'; readonly join_linked?: boolean; readonly protocol: 'oidc'; readonly settings: { readonly issuer: string; readonly client_id: string; readonly client_auth?: 'client_secret_basic' | 'client_secret_basic_raw' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt' | 'none'; readonly client_key_id?: string; readonly client_certificate?: string; readonly scopes?: readonly string[]; readonly algorithms?: readonly ('RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519')[]; readonly clock_skew?: number; readonly claims?: { readonly subject?: string; readonly email?: string; readonly email_verified?: string; readonly name?: string; readonly groups?: string }; readonly required_claims?: Readonly<Record<string, (string | boolean)>>; readonly groups_delimiter?: string; readonly userinfo?: boolean; readonly sign_out?: boolean; readonly parameters?: Readonly<Record<string, string>> }; readonly secrets?: { readonly client_secret?: string; readonly client_key?: string } } | { readonly name: string; readonly enabled?: boolean; readonly email_trusted?: boolean; readonly mappings?: readonly ({ readonly external: string; readonly role?: string; readonly group?: string })[]; readonly hidden?: boolean; readonly scim_subject?: 'externalId' | 'userName'; readonly join_by?: 'none' | 'external_id' | 'email'; readonly join_linked?: boolean; readonly protocol: 'saml'; readonly settings?: { readonly entity_id?: string; readonly sso_url?: string; readonly binding?: 'redirect' | 'post'; readonly certificates?: readonly string[]; readonly signed?: 'either' | 'assertion' | 'response' | 'both'; readonly sign_requests?: boolean; readonly clock_skew?: number; readonly name_id_format?: string; readonly subject_attribute?: string; readonly email_as_subject?: boolean; readonly attributes?: { readonly email?: string; readonly name?: string; readonly groups?: string }; readonly groups_delimiter?: string; readonly idp_initiated?: boolean; readonly authn_context?: readonly string[]; readonly slo_url?: string; readonly slo_response_url?: string; readonly slo_binding?: 'redirect' | 'post'; readonly sign_out?: boolean }; readonly metadata?: string; readonly metadata_url?: string; readonly metadata_certificates?: readonly string[] }); reply: (IdentityProvider & Written); dryRun: true }
  /** Disconnect an identity provider: `DELETE /v1/orgs/{org}/identity-providers/{idp}`. */
  deleteIdentityProvider: { params: { idp: string }; org: true; query: { take?: 'mapped' }; body: undefined; reply: Written; dryRun: true }
  /** Test the settings of an identity provider: `POST /v1/orgs/{org}/identity-providers/{idp}/test`. */
  testIdentityProvider: { params: { idp: string }; org: true; query: {}; body: undefined; reply: { readonly ok: boolean; readonly findings: readonly Finding[] }; dryRun: false }
  /** Read the metadata of a SAML identity provider again, now: `POST /v1/orgs/{org}/identity-providers/{idp}/metadata`. */
  readIdentityProviderMetadata: { params: { idp: string }; org: true; query: {}; body: undefined; reply: MetadataState; dryRun: false }
  /** Preview what a group mapping would do: `POST /v1/orgs/{org}/identity-providers/{idp}/preview`. */
  previewMapping: { params: { idp: string }; org: true; query: { limit?: number; page_token?: string }; body: { readonly mappings?: readonly ({ readonly external: string; readonly role?: string; readonly group?: string })[] }; reply: { readonly items: readonly MappingPreview[]; readonly next_token?: string }; dryRun: false }
  /** Preview whom a rule for joining would find: `POST /v1/orgs/{org}/identity-providers/{idp}/join-preview`. */
  previewJoining: { params: { idp: string }; org: true; query: { limit?: number; page_token?: string }; body: { readonly join_by?: 'none' | 'external_id' | 'email'; readonly join_linked?: boolean }; reply: { readonly items: readonly ({ readonly subject: string; readonly name?: string; readonly email?: string; readonly external_id?: string; readonly joins: boolean })[]; readonly next_token?: string }; dryRun: false }
  /** List by what a person is recognised at sign-in: `GET /v1/orgs/{org}/members/{user}/identities`. */
  listIdentities: { params: { user: string }; org: true; query: {}; body: undefined; reply: { readonly items: readonly Identity[]; readonly next_token?: string }; dryRun: false }
  /** Recognise a person by an identity: `POST /v1/orgs/{org}/members/{user}/identities`. */
  linkIdentity: { params: { user: string }; org: true; query: {}; body: { readonly idp: string; readonly subject: string }; reply: ({ readonly identity: Identity; readonly person: { readonly subject: string; readonly name?: string; readonly email?: string } } & Written); dryRun: true }
  /** Stop recognising a person by an identity: `DELETE /v1/orgs/{org}/members/{user}/identities/{id}`. */
  unlinkIdentity: { params: { user: string; id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** List mail domains: `GET /v1/orgs/{org}/email-domains`. */
  listEmailDomains: { params: {}; org: true; query: {}; body: undefined; reply: { readonly items: readonly EmailDomain[]; readonly next_token?: string }; dryRun: false }
  /** Add a mail domain, or change where its people sign in: `PUT /v1/orgs/{org}/email-domains/{domain}`. */
  putEmailDomain: { params: { domain: string }; org: true; query: {}; body: { readonly idp?: string }; reply: (EmailDomain & Written); dryRun: true }
  /** Remove a mail domain: `DELETE /v1/orgs/{org}/email-domains/{domain}`. */
  deleteEmailDomain: { params: { domain: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Verify a mail domain by its TXT record: `POST /v1/orgs/{org}/email-domains/{domain}/verify`. */
  verifyEmailDomain: { params: { domain: string }; org: true; query: {}; body: undefined; reply: (EmailDomain & Written); dryRun: true }
  /** List SCIM tokens: `GET /v1/orgs/{org}/scim-tokens`. */
  listScimTokens: { params: {}; org: true; query: {}; body: undefined; reply: { readonly items: readonly ScimToken[]; readonly next_token?: string }; dryRun: false }
  /** Create a SCIM token for an identity provider: `POST /v1/orgs/{org}/scim-tokens`. */
  createScimToken: { params: {}; org: true; query: {}; body: { readonly idp: string; readonly name: string; readonly expires_at?: string }; reply: (ScimToken & { readonly scim_token: string; readonly base_url: string } & Written); dryRun: true }
  /** Revoke a SCIM token: `DELETE /v1/orgs/{org}/scim-tokens/{id}`. */
  revokeScimToken: { params: { id: string }; org: true; query: {}; body: undefined; reply: Written; dryRun: true }
  /** Get who you are: `GET /v1/whoami`. */
  whoami: { params: {}; org: false; query: {}; body: undefined; reply: { readonly subject: string; readonly org?: string; readonly role?: string; readonly groups?: readonly string[]; readonly scopes?: readonly string[]; readonly credential: 'operator_key' | 'api_key' | 'token' }; dryRun: false }
}

/** How each operation is sent. */
export const OPERATIONS: { readonly [N in keyof Operations]: Sent } = {
  check: { method: 'POST', path: '/check', query: [], read: true },
  checkBatch: { method: 'POST', path: '/check/batch', query: [], read: true },
  searchResources: { method: 'POST', path: '/search/resources', query: [], read: true },
  searchSubjects: { method: 'POST', path: '/search/subjects', query: [], read: true },
  searchActions: { method: 'POST', path: '/search/actions', query: [], read: true },
  searchFilter: { method: 'POST', path: '/search/filter', query: [], read: true },
  searchQuery: { method: 'POST', path: '/search/query', query: [], read: true },
  listDatasets: { method: 'GET', path: '/v1/orgs/{org}/datasets', query: ['limit', 'page_token', 'name', 'attribute'], read: true },
  createDataset: { method: 'POST', path: '/v1/orgs/{org}/datasets', query: [], once: true },
  getDataset: { method: 'GET', path: '/v1/orgs/{org}/datasets/{id}', query: [], read: true },
  updateDataset: { method: 'PATCH', path: '/v1/orgs/{org}/datasets/{id}', query: [], once: true },
  deleteDataset: { method: 'DELETE', path: '/v1/orgs/{org}/datasets/{id}', query: [], once: true },
  cloneDataset: { method: 'POST', path: '/v1/orgs/{org}/datasets/{id}/clone', query: [], once: true },
  listSnapshots: { method: 'GET', path: '/v1/orgs/{org}/datasets/{id}/snapshots', query: ['limit', 'page_token'], read: true },
  createSnapshot: { method: 'POST', path: '/v1/orgs/{org}/datasets/{id}/snapshots', query: [], once: true },
  deleteSnapshot: { method: 'DELETE', path: '/v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}', query: [], once: true },
  revertSnapshot: { method: 'POST', path: '/v1/orgs/{org}/datasets/{id}/snapshots/{snapshot}/revert', query: [], once: true },
  listResources: { method: 'GET', path: '/v1/orgs/{org}/resources/{type}', query: ['limit', 'page_token'], read: true },
  getResource: { method: 'GET', path: '/v1/orgs/{org}/resources/{type}/{id}', query: [], read: true },
  putResource: { method: 'PUT', path: '/v1/orgs/{org}/resources/{type}/{id}', query: [], once: true },
  deleteResource: { method: 'DELETE', path: '/v1/orgs/{org}/resources/{type}/{id}', query: [], once: true },
  addToCollection: { method: 'PUT', path: '/v1/orgs/{org}/resources/{type}/{id}/collections/{collection}', query: [], once: true },
  removeFromCollection: { method: 'DELETE', path: '/v1/orgs/{org}/resources/{type}/{id}/collections/{collection}', query: [], once: true },
  setResourceGrant: { method: 'PUT', path: '/v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}', query: [], once: true },
  removeResourceGrant: { method: 'DELETE', path: '/v1/orgs/{org}/resources/{type}/{id}/access/grants/{subject}', query: [], once: true },
  getAccess: { method: 'GET', path: '/v1/orgs/{org}/datasets/{id}/access', query: ['limit', 'page_token', 'grants_token', 'as_of'], read: true },
  setDefaultAccess: { method: 'PUT', path: '/v1/orgs/{org}/datasets/{id}/access/default', query: [], once: true },
  setGrant: { method: 'PUT', path: '/v1/orgs/{org}/datasets/{id}/access/grants/{subject}', query: [], once: true },
  removeGrant: { method: 'DELETE', path: '/v1/orgs/{org}/datasets/{id}/access/grants/{subject}', query: [], once: true },
  applyChanges: { method: 'POST', path: '/v1/orgs/{org}/changes', query: [], once: true },
  createOrganisation: { method: 'POST', path: '/v1/orgs', query: [], once: true },
  listOrganisations: { method: 'GET', path: '/v1/orgs', query: ['limit', 'page_token'], read: true },
  getOrganisation: { method: 'GET', path: '/v1/orgs/{org}', query: [], read: true },
  updateOrganisation: { method: 'PATCH', path: '/v1/orgs/{org}', query: [], once: true },
  deleteOrganisation: { method: 'DELETE', path: '/v1/orgs/{org}', query: [], once: true },
  getSettings: { method: 'GET', path: '/v1/orgs/{org}/settings', query: [], read: true },
  updateSettings: { method: 'PATCH', path: '/v1/orgs/{org}/settings', query: [], once: true },
  listMembers: { method: 'GET', path: '/v1/orgs/{org}/members', query: ['limit', 'page_token', 'role', 'group', 'email', 'name', 'address', 'attribute'], read: true },
  getMember: { method: 'GET', path: '/v1/orgs/{org}/members/{user}', query: [], read: true },
  addMember: { method: 'PUT', path: '/v1/orgs/{org}/members/{user}', query: [], once: true },
  removeMember: { method: 'DELETE', path: '/v1/orgs/{org}/members/{user}', query: [], once: true },
  disableMember: { method: 'POST', path: '/v1/orgs/{org}/members/{user}/disable', query: [], once: true },
  enableMember: { method: 'POST', path: '/v1/orgs/{org}/members/{user}/enable', query: [], once: true },
  mergeMembers: { method: 'POST', path: '/v1/orgs/{org}/members/{user}/merge', query: [], once: true },
  createInvitation: { method: 'POST', path: '/v1/orgs/{org}/invitations', query: [], once: true },
  listInvitations: { method: 'GET', path: '/v1/orgs/{org}/invitations', query: ['limit', 'page_token'], read: true },
  createInvitations: { method: 'POST', path: '/v1/orgs/{org}/invitations/bulk', query: [], once: true },
  revokeInvitation: { method: 'DELETE', path: '/v1/orgs/{org}/invitations/{id}', query: [], once: true },
  acceptInvitation: { method: 'POST', path: '/v1/invitations/accept', query: [], once: true },
  listGroups: { method: 'GET', path: '/v1/orgs/{org}/groups', query: ['limit', 'page_token'], read: true },
  getGroup: { method: 'GET', path: '/v1/orgs/{org}/groups/{group}', query: [], read: true },
  putGroup: { method: 'PUT', path: '/v1/orgs/{org}/groups/{group}', query: [], once: true },
  deleteGroup: { method: 'DELETE', path: '/v1/orgs/{org}/groups/{group}', query: [], once: true },
  listGroupMembers: { method: 'GET', path: '/v1/orgs/{org}/groups/{group}/members', query: ['limit', 'page_token'], read: true },
  addGroupMember: { method: 'PUT', path: '/v1/orgs/{org}/groups/{group}/members/{subject}', query: [], once: true },
  removeGroupMember: { method: 'DELETE', path: '/v1/orgs/{org}/groups/{group}/members/{subject}', query: [], once: true },
  listServiceAccounts: { method: 'GET', path: '/v1/orgs/{org}/service-accounts', query: ['limit', 'page_token', 'role', 'group'], read: true },
  getServiceAccount: { method: 'GET', path: '/v1/orgs/{org}/service-accounts/{id}', query: [], read: true },
  putServiceAccount: { method: 'PUT', path: '/v1/orgs/{org}/service-accounts/{id}', query: [], once: true },
  deleteServiceAccount: { method: 'DELETE', path: '/v1/orgs/{org}/service-accounts/{id}', query: [], once: true },
  createApiKey: { method: 'POST', path: '/v1/orgs/{org}/api-keys', query: [], once: true },
  listApiKeys: { method: 'GET', path: '/v1/orgs/{org}/api-keys', query: ['limit', 'page_token', 'subject'], read: true },
  revokeApiKey: { method: 'DELETE', path: '/v1/orgs/{org}/api-keys/{id}', query: [], once: true },
  createClient: { method: 'POST', path: '/v1/orgs/{org}/clients', query: [], once: true },
  listClients: { method: 'GET', path: '/v1/orgs/{org}/clients', query: ['limit', 'page_token'], read: true },
  getClient: { method: 'GET', path: '/v1/orgs/{org}/clients/{id}', query: [], read: true },
  updateClient: { method: 'PUT', path: '/v1/orgs/{org}/clients/{id}', query: [], once: true },
  deleteClient: { method: 'DELETE', path: '/v1/orgs/{org}/clients/{id}', query: [], once: true },
  rotateClientSecret: { method: 'POST', path: '/v1/orgs/{org}/clients/{id}/secret', query: [], once: true },
  endClientTokens: { method: 'DELETE', path: '/v1/orgs/{org}/clients/{id}/tokens', query: [], once: true },
  createPlatformClient: { method: 'POST', path: '/v1/clients', query: [], once: true },
  listPlatformClients: { method: 'GET', path: '/v1/clients', query: [], read: true },
  getPlatformClient: { method: 'GET', path: '/v1/clients/{id}', query: [], read: true },
  deletePlatformClient: { method: 'DELETE', path: '/v1/clients/{id}', query: [], once: true },
  rotatePlatformClientSecret: { method: 'POST', path: '/v1/clients/{id}/secret', query: [], once: true },
  listOwnSessions: { method: 'GET', path: '/v1/sessions', query: ['limit', 'page_token'], read: true },
  signOutEverywhere: { method: 'DELETE', path: '/v1/sessions', query: [], once: true },
  endOwnSession: { method: 'DELETE', path: '/v1/sessions/{id}', query: [], once: true },
  endSessionsOfMember: { method: 'DELETE', path: '/v1/orgs/{org}/members/{id}/sessions', query: [], once: true },
  rotateSigningKeys: { method: 'POST', path: '/v1/signing-keys/rotate', query: [], once: true },
  reportPermissions: { method: 'GET', path: '/v1/orgs/{org}/permissions', query: ['limit', 'page_token', 'subject', 'resource', 'given', 'revision', 'as_of'], read: true },
  listEnding: { method: 'GET', path: '/v1/orgs/{org}/ending', query: ['limit', 'page_token', 'until'], read: true },
  openSupportAccess: { method: 'POST', path: '/v1/orgs/{org}/support-access', query: [], once: true },
  listSupportAccess: { method: 'GET', path: '/v1/orgs/{org}/support-access', query: ['limit', 'page_token'], read: true },
  endSupportAccess: { method: 'DELETE', path: '/v1/orgs/{org}/support-access/{user}', query: [], once: true },
  listRoles: { method: 'GET', path: '/v1/orgs/{org}/roles', query: [], read: true },
  getRole: { method: 'GET', path: '/v1/orgs/{org}/roles/{role}', query: [], read: true },
  putRole: { method: 'PUT', path: '/v1/orgs/{org}/roles/{role}', query: [], once: true },
  deleteRole: { method: 'DELETE', path: '/v1/orgs/{org}/roles/{role}', query: ['move_to'], once: true },
  reviewAccess: { method: 'GET', path: '/v1/orgs/{org}/access-review', query: ['limit', 'page_token', 'subject'], read: true },
  exportPolicy: { method: 'GET', path: '/v1/orgs/{org}/policy', query: ['revision', 'as_of'], read: true },
  publishPolicy: { method: 'PUT', path: '/v1/orgs/{org}/policy', query: [], once: true },
  listRevisions: { method: 'GET', path: '/v1/orgs/{org}/policy/revisions', query: ['limit', 'page_token'], read: true },
  getRevision: { method: 'GET', path: '/v1/orgs/{org}/policy/revisions/{revision}', query: [], read: true },
  diffPolicy: { method: 'GET', path: '/v1/orgs/{org}/policy/diff', query: ['from', 'to'], read: true },
  rollBackPolicy: { method: 'POST', path: '/v1/orgs/{org}/policy/rollback', query: [], once: true },
  replayPolicy: { method: 'POST', path: '/v1/orgs/{org}/policy/replay', query: [] },
  policyEffects: { method: 'GET', path: '/v1/orgs/{org}/policy/effects', query: ['limit', 'page_token', 'from', 'to'], read: true },
  planPolicy: { method: 'POST', path: '/v1/orgs/{org}/policy/plans', query: [], once: true },
  listPolicyPlans: { method: 'GET', path: '/v1/orgs/{org}/policy/plans', query: [], read: true },
  getPolicyPlan: { method: 'GET', path: '/v1/orgs/{org}/policy/plans/{plan}', query: [], read: true },
  cancelPolicyPlan: { method: 'DELETE', path: '/v1/orgs/{org}/policy/plans/{plan}', query: [], once: true },
  applyPolicyPlan: { method: 'POST', path: '/v1/orgs/{org}/policy/plans/{plan}/apply', query: [], once: true },
  listPolicySets: { method: 'GET', path: '/v1/policy-sets', query: [], read: true },
  getPolicySet: { method: 'GET', path: '/v1/policy-sets/{set}', query: [], read: true },
  installPolicySet: { method: 'POST', path: '/v1/policy-sets/{set}/install', query: [], once: true },
  getCatalogue: { method: 'GET', path: '/v1/orgs/{org}/catalogue', query: [], read: true },
  readAudit: { method: 'GET', path: '/v1/orgs/{org}/audit', query: ['limit', 'page_token', 'actor', 'action', 'outcome', 'resource', 'subject', 'since', 'until'], read: true },
  verifyAudit: { method: 'GET', path: '/v1/orgs/{org}/audit/verification', query: ['after', 'known', 'limit'], read: true },
  reportUsage: { method: 'GET', path: '/v1/orgs/{org}/usage', query: ['since', 'until', 'by', 'limit'], read: true },
  readDecisions: { method: 'GET', path: '/v1/orgs/{org}/decisions', query: ['limit', 'page_token', 'subject', 'resource', 'action', 'rule', 'allowed', 'since', 'until'], read: true },
  listIdentityProviders: { method: 'GET', path: '/v1/orgs/{org}/identity-providers', query: [], read: true },
  createIdentityProvider: { method: 'POST', path: '/v1/orgs/{org}/identity-providers', query: [], once: true },
  beginIdentityProvider: { method: 'POST', path: '/v1/orgs/{org}/identity-providers/drafts', query: [], once: true },
  getIdentityProvider: { method: 'GET', path: '/v1/orgs/{org}/identity-providers/{idp}', query: [], read: true },
  updateIdentityProvider: { method: 'PUT', path: '/v1/orgs/{org}/identity-providers/{idp}', query: [], once: true },
  deleteIdentityProvider: { method: 'DELETE', path: '/v1/orgs/{org}/identity-providers/{idp}', query: ['take'], once: true },
  testIdentityProvider: { method: 'POST', path: '/v1/orgs/{org}/identity-providers/{idp}/test', query: [], read: true },
  readIdentityProviderMetadata: { method: 'POST', path: '/v1/orgs/{org}/identity-providers/{idp}/metadata', query: [] },
  previewMapping: { method: 'POST', path: '/v1/orgs/{org}/identity-providers/{idp}/preview', query: ['limit', 'page_token'], read: true },
  previewJoining: { method: 'POST', path: '/v1/orgs/{org}/identity-providers/{idp}/join-preview', query: ['limit', 'page_token'] },
  listIdentities: { method: 'GET', path: '/v1/orgs/{org}/members/{user}/identities', query: [], read: true },
  linkIdentity: { method: 'POST', path: '/v1/orgs/{org}/members/{user}/identities', query: [], once: true },
  unlinkIdentity: { method: 'DELETE', path: '/v1/orgs/{org}/members/{user}/identities/{id}', query: [], once: true },
  listEmailDomains: { method: 'GET', path: '/v1/orgs/{org}/email-domains', query: [], read: true },
  putEmailDomain: { method: 'PUT', path: '/v1/orgs/{org}/email-domains/{domain}', query: [], once: true },
  deleteEmailDomain: { method: 'DELETE', path: '/v1/orgs/{org}/email-domains/{domain}', query: [], once: true },
  verifyEmailDomain: { method: 'POST', path: '/v1/orgs/{org}/email-domains/{domain}/verify', query: [], once: true },
  listScimTokens: { method: 'GET', path: '/v1/orgs/{org}/scim-tokens', query: [], read: true },
  createScimToken: { method: 'POST', path: '/v1/orgs/{org}/scim-tokens', query: [], once: true },
  revokeScimToken: { method: 'DELETE', path: '/v1/orgs/{org}/scim-tokens/{id}', query: [], once: true },
  whoami: { method: 'GET', path: '/v1/whoami', query: [], read: true },
}

export interface Sent {
  readonly method: string
  readonly path: string
  /** The names that go into the query. */
  readonly query: readonly string[]
  /** It changes nothing. */
  readonly read?: true
  /** It takes an Idempotency-Key. */
  readonly once?: true
}

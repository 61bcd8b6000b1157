import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { createDurations } from './durations.ts'

/** In seconds: checks are at the low end, sign-ins and loads at the high end. */
const BUCKETS = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10]

/**
 * The metrics and how each is fed. The values of a label form a small, closed set (operation, status, outcome). No label names an
 * organisation, subject or address: these have no bound, and are private.
 */
export function createMetrics(version: string) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'kasbah_build_info',
    help: 'Always 1; the version is the label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1)
  return { registry, ...ofRequests(registry), ...ofPolicies(registry), ...ofIdps(registry) }
}

const ofRequests = (registry: Registry) => ({
  requests: createDurations(
    registry,
    {
      name: 'kasbah_http_request_duration_seconds',
      help: 'Time from the first byte of a request to its answer.',
      labelNames: ['operation', 'status'],
    },
    BUCKETS,
  ),
  problems: counter(registry, 'kasbah_problems_total', 'Problems answered, by stable code.', 'code'),
  failures: counter(registry, 'kasbah_internal_errors_total', 'Defects of this service.'),
  refusals: counter(
    registry,
    'kasbah_sign_in_refusals_total',
    'Sign-ins, sign-outs and tokens refused as they had to be, by stable code.',
    'code',
  ),
  checks: tally(registry, 'kasbah_checks_total', 'Decisions, by outcome.', ['allow', 'deny']),
  shadow: tally(
    registry,
    'kasbah_shadow_comparisons_total',
    'Memoised verdicts asked of Casbin again, by outcome. `disagree` must stay 0.',
    ['agree', 'disagree'],
  ),
})

const ofPolicies = (registry: Registry) => ({
  loads: new Histogram({
    name: 'kasbah_snapshot_load_duration_seconds',
    help: 'Time to load an organisation’s rules into memory.',
    buckets: BUCKETS,
    registers: [registry],
  }),
  reloads: counter(
    registry,
    'kasbah_snapshot_distrusts_total',
    'Times that held snapshots had to be read again.',
    'reason',
  ),
  snapshotBytes: gauge(registry, 'kasbah_snapshot_bytes', 'Approximate memory of the snapshots held.'),
  storeUp: gauge(registry, 'kasbah_store_up', '1 while the store answers, else 0.'),
  storeRetries: counter(
    registry,
    'kasbah_store_retries_total',
    'Transactions that the store had to run again.',
  ),
  changes: counter(
    registry,
    'kasbah_changes_total',
    'Changes of organisations acknowledged here.',
    'propagated',
  ),
  lag: gauge(registry, 'kasbah_replica_lag_seconds', 'Age of the newest change when it was applied here.'),
  decisionsLost: counter(
    registry,
    'kasbah_decisions_lost_total',
    'Decisions that a sink could not take, by sink.',
    'sink',
  ),
  decisionsSetAside: counter(
    registry,
    'kasbah_decisions_set_aside_total',
    'Decisions that a sink refuses for what they are: they are on the disk, by sink.',
    'sink',
  ),
  rulesEnding: gauge(
    registry,
    'kasbah_rules_ending',
    'Rules that end within seven days, in the organisations that this process has in memory.',
  ),
  lease: gauge(registry, 'kasbah_replica_lease_held', '1 while this replica may answer from memory, else 0.'),
})

/** The first two are of the whole installation, looked at once an hour by each process; the last is what this process has seen. */
const ofIdps = (registry: Registry) => ({
  idpCertificates: gauge(
    registry,
    'kasbah_idp_certificates_ending',
    'Enabled identity providers whose certificates end within thirty days.',
  ),
  idpMetadata: gauge(
    registry,
    'kasbah_idp_metadata_unread',
    'Enabled identity providers whose metadata could not be read for two days, or ends within two.',
  ),
  idpsFailing: gauge(
    registry,
    'kasbah_idp_failing',
    'Identity providers at which the last five sign-ins or more failed by its fault or its settings.',
  ),
  idpSignOuts: counter(
    registry,
    'kasbah_idp_sign_outs_total',
    'Sign-outs by SAML single logout, by where they began (`here`, `idp`) and by outcome (`whole`, `partial`, `failed`).',
    'begun',
    'outcome',
  ),
})

const counter = (register: Registry, name: string, help: string, ...labelNames: string[]) =>
  new Counter({ name, help, labelNames, registers: [register] })

const gauge = (register: Registry, name: string, help: string) =>
  new Gauge({ name, help, registers: [register] })

/** A counter by outcome for the hot path: plain numbers, turned into a metric when somebody looks. */
function tally<Outcome extends string>(
  register: Registry,
  name: string,
  help: string,
  outcomes: readonly Outcome[],
) {
  const counts = new Map<Outcome, number>(outcomes.map(outcome => [outcome, 0]))
  new Counter({
    name,
    help,
    labelNames: ['outcome'],
    registers: [register],
    collect() {
      this.reset()
      for (const [outcome, count] of counts) this.inc({ outcome }, count)
    },
  })
  return (outcome: Outcome): void => {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
}

/** SimpleSAMLphp as an organisation's identity provider: a foreign one, run by PHP's own web server. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { newSignKey } from './saml-idp.ts'

const HOME = '/usr/share/simplesamlphp'

/** Whether it is here, with the extensions of PHP that it needs. */
export const INSTALLED =
  existsSync(`${HOME}/www`) &&
  ['dom', 'mbstring'].every(name => spawnSync('php', ['-m']).stdout?.toString().split('\n').includes(name))

export interface SimpleSaml {
  readonly url: string
  /** Makes the service known to it, by our metadata. */
  know(metadata: string): void
}

const configuration = (folder: string, url: string): string => `<?php
$config = [
  'baseurlpath' => '${url}/',
  'secretsalt' => 'not-a-secret-in-this-test', 'auth.adminpassword' => 'not-a-secret-in-this-test-either',
  'technicalcontact_email' => 'na@example.org', 'timezone' => 'UTC',
  'tempdir' => '${folder}/tmp', 'loggingdir' => '${folder}', 'logging.handler' => 'file', 'logging.logfile' => 'ssp.log',
  'certdir' => '${folder}/', 'metadatadir' => '${folder}/metadata',
  'enable.saml20-idp' => true, 'store.type' => 'phpsession',
  'session.phpsession.savepath' => '${folder}/tmp', 'session.phpsession.cookiename' => 'ssp',
  'session.cookie.secure' => false, 'session.phpsession.httponly' => true,
  'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
  'metadata.sources' => [['type' => 'flatfile'], ['type' => 'xml', 'file' => '${folder}/sp.xml']],
  'language.default' => 'en', 'language.available' => ['en'], 'theme.use' => 'default',
];
`

const PEOPLE = (org: string): string => `<?php
$config = ['people' => ['exampleauth:UserPass',
  'ann:pass' => ['uid' => ['ann'], 'mail' => ['ann@${org}.example'], 'displayName' => ['Ann <Archer> & co'], 'groups' => ['staff', 'ds-admins']],
  'ben:pass' => ['uid' => ['ben'], 'mail' => ['ben@${org}.example'], 'displayName' => ['Ben'], 'groups' => []],
]];
`

const hosted = (encrypted: boolean): string => `<?php
$metadata['__DYNAMIC:1__'] = [
  'host' => '__DEFAULT__', 'privatekey' => 'idp.key', 'certificate' => 'idp.crt', 'auth' => 'people',
  'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'sign.logout' => true, 'validate.logout' => true,
  'assertion.encryption' => ${String(encrypted)},
  'authproc' => [10 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid',
    'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent']],
];
`

const NOBODY = `<?xml version="1.0"?><md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>`

/** Starts one that ends with the test. */
export const startSimpleSaml = async (
  t: ExecutionContext,
  org: string,
  { encrypted = false } = {},
): Promise<SimpleSaml> => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-ssp-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  for (const name of ['tmp', 'metadata']) mkdirSync(join(folder, name))
  const { key, certificate } = await newSignKey(org)
  const files = {
    'config.php': configuration(folder, url),
    'authsources.php': PEOPLE(org),
    'metadata/saml20-idp-hosted.php': hosted(encrypted),
    'metadata/saml20-sp-remote.php': '<?php\n',
    'idp.key': key,
    'idp.crt': certificate,
    'sp.xml': NOBODY,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const php = spawn('php', ['-d', 'display_errors=0', '-S', `127.0.0.1:${port}`, '-t', `${HOME}/www`], {
    env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: folder },
    stdio: 'ignore',
  })
  t.teardown(async () => {
    await stopped(php)
    rmSync(folder, { recursive: true, force: true })
  })
  await ready(`${url}/saml2/idp/metadata.php`)
  return { url, know: metadata => writeFileSync(join(folder, 'sp.xml'), metadata) }
}

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    child.on('close', () => resolve())
    child.kill('SIGTERM')
  })

const ready = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error(`${url} does not answer`)
}

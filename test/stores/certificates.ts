/** Certificates for one test file, made by openssl in a folder of its own. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const openssl = ['/usr/bin/openssl', '/usr/local/bin/openssl'].find(existsSync)

export interface Authority {
  readonly folder: string
  /** The file of the CA's own certificate. */
  readonly ca: string
  /** The file of a new certificate with its key, for this subject and these names; `days` below 0 make an expired one. */
  issue(name: string, of: { subject: string; names: string; days?: number }): string
}

export const createAuthority = async (name = 'Test CA'): Promise<Authority> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-certificates-'))
  const at = (file: string) => join(folder, file)
  const run = (...args: string[]) => execFileSync(openssl ?? 'openssl', args, { stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout']
  run('req', '-x509', ...key, at('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', `/O=Test/CN=${name}`)
  return {
    folder,
    ca: at('ca.pem'),
    issue: (file, { subject, names, days = 2 }) => {
      const [request, certificate, both] = [at(`${file}.csr`), at(`${file}.crt`), at(`${file}.pem`)]
      run('req', ...key, at(`${file}.key`), '-out', request, '-subj', subject)
      writeFileSync(at(`${file}.ext`), `subjectAltName=${names}`)
      const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial']
      run(
        'x509',
        '-req',
        '-in',
        request,
        ...signing,
        '-days',
        `${days}`,
        '-extfile',
        at(`${file}.ext`),
        '-out',
        certificate,
      )
      writeFileSync(both, `${readFileSync(certificate)}${readFileSync(at(`${file}.key`))}`)
      return both
    },
  }
}

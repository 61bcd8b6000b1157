/** Takes the settings of a SAML IdP from its metadata, pasted or fetched. */

import type { SamlConnection } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { MetadataSource } from '../model/saml-settings.ts'
import { type SamlSettings, STATED_SETTINGS } from '../model/saml-settings.ts'
import type { MetadataWanted, SamlMetadata, SamlProtocol } from '../ports/idp-protocol.ts'

export interface MetadataReaderParts {
  readonly protocols: { readonly saml: Pick<SamlProtocol, 'understand' | 'read'> }
}

/** What an admin says about metadata, and beside it. */
export interface MetadataGiven {
  readonly xml?: string | undefined
  readonly url?: string | undefined
  /** Who must have signed it. */
  readonly certificates?: readonly string[] | undefined
  readonly settings: Partial<SamlSettings>
}

/** The settings that metadata gives, and where to read them again. */
export interface MetadataTaken {
  readonly metadata: Partial<SamlMetadata>
  readonly source?: MetadataSource
}

/**
 * What a reading comes to, given the connection that it replaces: where the metadata could not be read, what was read before holds.
 * @throws Problem metadata_unusable, also when it could not be fetched
 */
export type MetadataRead = (known?: SamlConnection) => MetadataTaken

export const createSamlMetadata = ({ protocols: { saml } }: MetadataReaderParts) => ({
  /**
   * Reads it. What it comes to is asked in the change that takes it: the connection may be another one by then.
   * @param known the connection as it is now. An IdP that is known stays the one it is, whoever else the document describes by now
   */
  async metadataOf(given: MetadataGiven, known?: SamlConnection): Promise<MetadataRead> {
    const { xml, url, certificates, settings } = given
    if (xml === undefined && url === undefined) return () => ({ metadata: {} })
    const wanted = wantedOf(settings.entity_id ?? statedBefore(given, known)?.entity_id, certificates)
    const reading = xml === undefined ? saml.read(url ?? '', wanted) : saml.understand(xml, wanted)
    const read = await reading.then(
      ({ metadata }) => ({ metadata }),
      (error: unknown) => ({ error }),
    )
    return replaced => {
      const before = xml === undefined ? statedBefore(given, replaced) : undefined
      const metadata = 'metadata' in read ? read.metadata : (before ?? unusable(read.error))
      if (url === undefined) return { metadata }
      const kept = keptOf(settings, metadata, replaced)
      return { metadata, source: { url, ...(certificates && { certificates }), kept } }
    }
  },
})

/** What was read from the same metadata for the connection that is replaced. */
const statedBefore = (given: MetadataGiven, known?: SamlConnection): SamlMetadata | undefined =>
  known?.source && isSame(known.source, given) ? statedOf(known.settings) : undefined

const wantedOf = (
  entity_id: string | undefined,
  certificates: readonly string[] | undefined,
): MetadataWanted => ({
  ...(entity_id === undefined ? {} : { entity_id }),
  ...(certificates === undefined ? {} : { certificates }),
})

/** What metadata states, of all settings. */
export const statedOf = ({
  entity_id,
  sso_url,
  binding,
  certificates,
  sign_requests,
  slo_url,
  slo_response_url,
  slo_binding,
}: SamlSettings): SamlMetadata => ({
  ...{ entity_id, sso_url, binding, certificates, sign_requests },
  ...(slo_url && { slo_url }),
  ...(slo_response_url && { slo_response_url }),
  ...(slo_binding && { slo_binding }),
})

const isSame = ({ url, certificates = [] }: MetadataSource, given: MetadataGiven): boolean =>
  url === given.url && certificates.join() === (given.certificates ?? []).join()

/**
 * Settings that were given and say something else than the metadata. What only repeats the settings that were read before is not
 * meant to be kept: settings that are sent back as they were shown would never change again.
 */
const keptOf = (
  given: Partial<SamlSettings>,
  metadata: SamlMetadata,
  known: SamlConnection | undefined,
): MetadataSource['kept'] =>
  STATED_SETTINGS.filter(name => {
    const value = JSON.stringify(given[name])
    if (value === undefined || value === JSON.stringify(metadata[name])) return false
    const wasRead = known?.source && !known.source.kept.includes(name)
    return !wasRead || value !== JSON.stringify(known?.settings[name])
  })

const unusable = (error: unknown): never => {
  throw new Problem('metadata_unusable', reason(error), { cause: error })
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read')

/** Takes the settings of a SAML IdP from its metadata, pasted or fetched. */
import { Problem } from '../model/problems.ts'
import type { SamlMetadata, SamlProtocol } from '../ports/idp-protocol.ts'
import type { Outbound } from '../ports/outbound.ts'

export interface MetadataReaderParts {
  readonly outbound: Outbound
  readonly protocols: { readonly saml: Pick<SamlProtocol, 'understand'> }
}

export const createSamlMetadata = ({ outbound, protocols }: MetadataReaderParts) => ({
  /** @throws Problem metadata_unusable */
  metadataIn: (xml: string): Promise<SamlMetadata> => protocols.saml.understand(xml).catch(unusable),

  /** @throws Problem metadata_unusable, also when it cannot be fetched */
  metadataAt: (url: string): Promise<SamlMetadata> =>
    fetched(outbound, url).then(protocols.saml.understand).catch(unusable),
})

const fetched = async (outbound: Outbound, url: string): Promise<string> => {
  const answer = await outbound(url, { headers: { accept: 'application/samlmetadata+xml, */*' } })
  if (answer.status !== 200) throw new Error(`the address answered ${answer.status}`)
  return answer.text()
}

const unusable = (error: unknown): never => {
  throw new Problem('metadata_unusable', reason(error), { cause: error })
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read')

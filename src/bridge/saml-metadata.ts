/** Takes the settings of a SAML IdP from its metadata, pasted or fetched. */
import { Problem } from '../model/problems.ts'
import type { SamlMetadata, SamlProtocol } from '../ports/idp-protocol.ts'
import type { Outbound } from '../ports/outbound.ts'

export interface MetadataReaderParts {
  readonly outbound: Outbound
  readonly protocols: { readonly saml: Pick<SamlProtocol, 'understand'> }
}

export const createSamlMetadata = ({ outbound, protocols }: MetadataReaderParts) => {
  /** @throws Problem metadata_unusable */
  const metadataIn = (xml: string): SamlMetadata => {
    try {
      return protocols.saml.understand(xml)
    } catch (error) {
      throw new Problem('metadata_unusable', reason(error), { cause: error })
    }
  }
  return {
    metadataIn,
    /** @throws Problem metadata_unusable, also when it cannot be fetched */
    async metadataAt(url: string): Promise<SamlMetadata> {
      let xml: string
      try {
        const answer = await outbound(url, { headers: { accept: 'application/samlmetadata+xml, */*' } })
        if (answer.status !== 200) throw new Error(`the address answered ${answer.status}`)
        xml = await answer.text()
      } catch (error) {
        throw new Problem('metadata_unusable', reason(error), { cause: error })
      }
      return metadataIn(xml)
    },
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read')

/** A thread that reads one document of metadata, piece by piece, and ends. Each piece is answered, so that no more come than it can take. */
import { parentPort, workerData } from 'node:worker_threads'
import type { SamlMetadataRead } from '../../src/ports/idp-protocol.ts'
import { type ToUnderstand, understood } from './idp-metadata.ts'
import { createMetadataDocument } from './metadata-document.ts'
import { XmlRefused } from './xml.ts'

/** A piece of the document; `end` behind the last one. */
export type Piece = Uint8Array | 'end'

export type PieceAnswer =
  | { readonly more: true }
  | { readonly read: SamlMetadataRead }
  | { readonly failed: string }

const wanted = workerData as ToUnderstand
const document = createMetadataDocument(wanted)
const utf8 = new TextDecoder('utf-8', { fatal: true })

const textOf = (piece: Uint8Array | undefined): string => {
  try {
    return piece ? utf8.decode(piece, { stream: true }) : utf8.decode()
  } catch (error) {
    throw new XmlRefused('it is not UTF-8', { cause: error })
  }
}

const answerTo = (piece: Piece): PieceAnswer => {
  try {
    document.write(textOf(piece === 'end' ? undefined : piece))
    return piece === 'end' ? { read: understood(document.end(), wanted.now) } : { more: true }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', (piece: Piece) => parentPort?.postMessage(answerTo(piece)))

import { openDocument } from '../body/verify.js'
import { readAll } from '../protocol/readers.js'
import { checkNames } from './check-names.js'
import type { ProvenExchange } from './exchange.js'

/** Reads the operation's input. A document of S3's protocol is held to what was declared of it first. */
export const read = async (exchange: ProvenExchange): Promise<void> => {
  const { operation, located, document, proof, dialect } = exchange
  checkNames(exchange)
  if (document !== undefined && located.protocol === 'rest-xml') {
    exchange.document = await openDocument(exchange.request, proof.payload, document, dialect.limits)
  }
  exchange.input = readAll(operation.readers, exchange)
}

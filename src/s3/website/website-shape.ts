import { listIn, oneOf, optional, structure, text } from '../../protocol/shapes.js'

const protocol = oneOf('http', 'https')

export const routingRule = structure({
  Condition: optional(structure({ HttpErrorCodeReturnedEquals: optional(text), KeyPrefixEquals: optional(text) })),
  Redirect: structure({
    HostName: optional(text),
    HttpRedirectCode: optional(text),
    Protocol: optional(protocol),
    ReplaceKeyPrefixWith: optional(text),
    ReplaceKeyWith: optional(text),
  }),
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_WebsiteConfiguration.html */
export const configuration = structure({
  ErrorDocument: optional(structure({ Key: text })),
  IndexDocument: optional(structure({ Suffix: text })),
  RedirectAllRequestsTo: optional(structure({ HostName: text, Protocol: optional(protocol) })),
  RoutingRules: optional(listIn('RoutingRule', routingRule)),
})

export type WebsiteConfiguration = ReturnType<typeof configuration.read>

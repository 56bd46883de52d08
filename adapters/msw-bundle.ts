/** The parts of MSW that the interception uses. The build bundles this file; tests run the same bundle. */
export { ClientRequestInterceptor } from '@mswjs/interceptors/ClientRequest'
export { FetchInterceptor } from '@mswjs/interceptors/fetch'
export { HttpRequestInterceptor } from '@mswjs/interceptors/http'
export { SocketInterceptor } from '@mswjs/interceptors/net'
export { RequestHandler } from 'msw'
export { defineNetwork, InterceptorSource } from 'msw/experimental'

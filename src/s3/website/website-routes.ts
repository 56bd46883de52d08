import type { WebsiteConfiguration } from './website-shape.js'

type Rule = NonNullable<WebsiteConfiguration['RoutingRules']>[number]

/** What a browser asked for, at the website host. */
export interface Visit {
  readonly host: string
  /** Decoded, without the first slash. */
  readonly key: string
}

export interface Redirection {
  readonly status: number
  readonly location: string
}

const movedPermanently = 301

const pathOf = (key: string): string => key.split('/').map(encodeURIComponent).join('/')

/** Website hosts speak HTTP alone, so this is what a redirection keeps. */
const ownProtocol = 'http'

const follow = ({ Redirect, Condition }: Rule, { host, key }: Visit): Redirection => {
  const { HostName = host, Protocol = ownProtocol, ReplaceKeyWith, ReplaceKeyPrefixWith: prefix } = Redirect
  const rest = key.slice(Condition?.KeyPrefixEquals?.length ?? 0)
  const target = ReplaceKeyWith ?? (prefix === undefined ? key : prefix + rest)
  const status = Number(Redirect.HttpRedirectCode ?? movedPermanently)
  return { status, location: `${Protocol}://${HostName}/${pathOf(target)}` }
}

const applies = ({ Condition }: Rule, { key }: Visit, status: number | undefined): boolean => {
  const { KeyPrefixEquals = '', HttpErrorCodeReturnedEquals: code } = Condition ?? {}
  return key.startsWith(KeyPrefixEquals) && (code === undefined ? status === undefined : Number(code) === status)
}

/**
 * The first routing rule that applies: before the object is looked for, those without an error code; after an answer
 * of `status`, those with that code.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html
 */
export const routeOf = (
  { RoutingRules = [] }: WebsiteConfiguration,
  visit: Visit,
  status?: number,
): Redirection | undefined => {
  const rule = RoutingRules.find(each => applies(each, visit, status))
  return rule && follow(rule, visit)
}

/** Where a website sends all its visitors, if it does. */
export const redirectionOfAll = (
  { RedirectAllRequestsTo: all }: WebsiteConfiguration,
  { key }: Visit,
): Redirection | undefined =>
  all && { status: movedPermanently, location: `${all.Protocol ?? ownProtocol}://${all.HostName}/${pathOf(key)}` }

/** Where an object is that says so in `x-amz-website-redirect-location`. */
export const redirectionOfObject = (location: string): Redirection => ({ status: movedPermanently, location })

/** A folder that was asked for without its slash. */
export const redirectionToFolder = ({ key }: Visit): Redirection => ({ status: 302, location: `/${pathOf(key)}/` })

import { actionMatcher } from './match.js'
import { resourcePattern } from './resources.js'
import type { Grant } from './types.js'

const grantReading = { variables: 'literal', questionMark: false, padShort: true } as const

/** Grants are made anew for every request, so the common patterns are compared without being compiled. */
const coversAction = (pattern: string, action: string): boolean => {
  if (pattern === '*' || pattern === action) return true
  const star = pattern.indexOf('*')
  if (star === -1) return pattern.length === action.length && pattern.toLowerCase() === action.toLowerCase()
  if (star === pattern.length - 1 && action.startsWith(pattern.slice(0, star))) return true
  return actionMatcher(pattern, false)(action.toLowerCase())
}

const coversResource = (pattern: string, resource: string): boolean => {
  if (pattern === '*' || pattern === resource) return true
  const star = pattern.indexOf('*')
  if (star === -1 || star === pattern.length - 1) {
    if (star !== -1 && resource.startsWith(pattern.slice(0, star))) return true
    if (resource.startsWith('arn:aws:s3:::') && pattern.startsWith('arn:aws:s3:::')) return false
  }
  return resourcePattern(pattern, grantReading).matches(resource, {})
}

/** Whether a grant covers an action on a normalised resource. */
export const covers = (grant: Grant, action: string, resource: string): boolean => {
  if (!coversResource(grant.resource, resource)) return false
  for (const pattern of grant.actions) if (coversAction(pattern, action)) return true
  return false
}

import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../../contract/operation.js'
import { type JsonOf, jsonDocument, jsonList, jsonObject, jsonText } from '../../../protocol/json-shapes.js'
import { segment } from '../../../protocol/readers.js'
import { changeOrganization, organizationOf, succeeded, type Team } from './organization.js'

// Source: @tigrisdata/iam, whose calls these are: https://github.com/tigrisdata/storage

const members = jsonList(jsonObject({ user_id: jsonText }))
const newTeam = jsonObject({ name: jsonText }, { description: jsonText, members })
const teamChange = jsonObject({}, { name: jsonText, description: jsonText, members })

const json = { service: 'iam', protocol: 'json' } as const
const team = { TeamId: segment('TeamId') }

const idsOf = (given: JsonOf<typeof members>): readonly string[] => given.map(({ user_id }) => user_id)

const requireTeam = (context: OperationContext, id: string): Team =>
  organizationOf(context).teams.find(each => each.id === id) ?? fail('NoSuchEntity', {}, `There is no team ${id}`)

const listTeams = defineOperation({
  ...json,
  name: 'ListTeams',
  http: 'GET /tigris-iam/teams',
  actions: ['iam:ListTeams'],
  read: {},
  allow: () => [need('iam:ListTeams', '*')],
  run: (_input, context) => organizationOf(context).teams,
  write: teams =>
    succeeded({
      teams: teams.map(({ id, name, description, members: ids, created, updated }) => ({
        ...{ id, name, description },
        created_at: new Date(created),
        updated_at: new Date(updated),
        members: ids.map(user_id => ({ user_id })),
      })),
    }),
})

const createTeam = defineOperation({
  ...json,
  name: 'CreateTeam',
  http: 'POST /tigris-iam/teams',
  body: 'document',
  actions: ['iam:CreateTeam'],
  read: { Team: jsonDocument(newTeam) },
  allow: () => [need('iam:CreateTeam', '*')],
  run: ({ Team: { name, description = '', members: given = [] } }, context) => {
    const { at: created, ids } = context
    const made = { id: ids.next('team', 20), name, description, members: idsOf(given), created, updated: created }
    changeOrganization(context, { teams: [...organizationOf(context).teams, made] })
    return { team_id: made.id }
  },
  write: succeeded,
})

const updateTeam = defineOperation({
  ...json,
  name: 'UpdateTeam',
  http: 'PATCH /tigris-iam/teams/{TeamId}',
  body: 'document',
  actions: ['iam:UpdateTeam'],
  read: { ...team, Change: jsonDocument(teamChange) },
  allow: () => [need('iam:UpdateTeam', '*')],
  run: ({ TeamId, Change: { members: given, ...change } }, context) => {
    const before = requireTeam(context, TeamId)
    const after = { ...before, ...change, ...(given && { members: idsOf(given) }), updated: context.at }
    const { teams } = organizationOf(context)
    changeOrganization(context, { teams: teams.map(each => (each.id === TeamId ? after : each)) })
  },
  write: () => succeeded(),
})

const deleteTeam = defineOperation({
  ...json,
  name: 'DeleteTeam',
  http: 'DELETE /tigris-iam/teams/{TeamId}',
  actions: ['iam:DeleteTeam'],
  read: team,
  allow: () => [need('iam:DeleteTeam', '*')],
  run: ({ TeamId }, context) => {
    requireTeam(context, TeamId)
    changeOrganization(context, { teams: organizationOf(context).teams.filter(({ id }) => id !== TeamId) })
  },
  write: () => succeeded(),
})

/** Groups of people with whom buckets are shared. */
export const teams: readonly Operation[] = [listTeams, createTeam, updateTeam, deleteTeam]

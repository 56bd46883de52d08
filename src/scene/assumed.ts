import type { DialectDefinition } from '../contract/dialect-definition.js'
import { assumptions } from '../dialects/tigris/assumed/assumptions.js'
import type { Scene } from './types.js'
import type { Schema } from './validate.js'

/** The dialect with the scene's answers to what its service's documents leave open. */
export const withAnswers = (dialect: DialectDefinition, answers: Scene['assumed'] = {}): DialectDefinition => {
  let answered = dialect
  for (const [name, answer] of Object.entries(answers)) {
    const change = dialect.assumptions?.[name]?.instead[answer]
    if (change !== undefined) answered = change(answered)
  }
  return answered
}

/** One member for each question, with the assumed answer first. */
export const assumedSchema: Schema = {
  type: 'object',
  description: 'Answers to what the documents of the service leave open; see docs/assumed.md.',
  properties: Object.fromEntries(
    Object.entries(assumptions).map(([name, { question, assumed, instead }]) => [
      name,
      {
        type: 'string',
        enum: [assumed, ...Object.keys(instead)],
        description: `${question[0]?.toUpperCase()}${question.slice(1)}. Default ${assumed}.`,
      } satisfies Schema,
    ]),
  ),
  additionalProperties: false,
}

import { readFileSync } from 'node:fs'

export interface Example {
  readonly language: string
  readonly file: string
  readonly text: string
}

/** Code blocks of a document that begin with a comment naming a file: those are whole files, and they run. */
export const examplesOf = (document: string): Example[] =>
  [...readFileSync(document, 'utf8').matchAll(/^```(\w+)\n(?:\/\/|#) (\S+\.\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file = '', text = '']) => ({ language, file, text }),
  )

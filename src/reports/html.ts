/** Text that a browser may read as markup. Only `html` makes it, so that nothing gets into a page unescaped. */
export class Markup {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }

  /** The one way in: the literal pieces of a template are markup, its values are not. */
  static of(pieces: TemplateStringsArray, values: readonly Shown[]): Markup {
    return new Markup(pieces.map((piece, at) => piece + (at < values.length ? shownText(values[at]) : '')).join(''))
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand in a template: text, which is escaped, markup, or a list of both. Nothing is shown for undefined. */
export type Shown = string | number | Markup | undefined | readonly Shown[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => escapes[character]!)

const shownText = (value: Shown): string => {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.toString()
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return value.map(shownText).join('')
}

/**
 * A piece of a page. Values are escaped for text and for attributes in quotes alike; markup and lists of markup stay.
 * A tag function: the parts of the page that come from outside can only be its values.
 * @example html`<li title="${name}">${name}</li>`
 */
export const html = (pieces: TemplateStringsArray, ...values: readonly Shown[]): Markup => Markup.of(pieces, values)

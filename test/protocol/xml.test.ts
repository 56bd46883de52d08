import { describe, expect, it } from 'vitest'
import { loadXmlParser, parseXml, writeXml } from '../../src/protocol/xml.js'

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const written = (tree: Parameters<typeof writeXml>[1], lists: 'repeated' | 'member' = 'repeated'): string =>
  writeXml('Root', tree, lists).toString()

describe('a document that is written', () => {
  it('is whole and in order, however long it is and whatever its keys are made of', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `été/猫/😀/${index}`)
    const items = keys.map(key => `<Key>${key}</Key>`).join('')
    expect(written({ Key: keys, Count: 5000 })).toBe(`${declaration}<Root>${items}<Count>5000</Count></Root>`)
  })

  it('escapes what XML must not hold, and what it cannot hold, wherever it stands', () => {
    const tree = { '@a': 'x"<', Key: ['&', 'a<b', 'a>', '\r\u0001', '"q"', 'tab\tline\n'] }
    const items = ['&amp;', 'a&lt;b', 'a&gt;', '&#xD;&#x1;', '&quot;q&quot;', 'tab\tline\n']
    expect(written(tree)).toBe(
      `${declaration}<Root a="x&quot;&lt;">${items.map(item => `<Key>${item}</Key>`).join('')}</Root>`,
    )
  })

  it('has dates as JavaScript writes them, of any day and in any order', () => {
    const times = [0, -1, 1, 86_399_999, 86_400_000, -62_198_755_200_000, 253_402_300_800_000, 1_893_456_000_123, 12]
    const dates = times.map(time => new Date(time))
    const items = dates.map(date => `<At>${date.toISOString()}</At>`).join('')
    expect(written({ At: dates })).toBe(`${declaration}<Root>${items}</Root>`)
  })

  it('shows no date that is none', () => {
    expect(() => written({ At: new Date(Number.NaN) })).toThrow(RangeError)
  })

  it('has text and children that follow one another without an element of their own', () => {
    const tree = { '#each': [{ Status: 'ok' }, { Message: 'no' }], Left: undefined, Gone: null, '#text': 'a&b' }
    expect(written(tree)).toBe(`${declaration}<Root><Status>ok</Status><Message>no</Message>a&amp;b</Root>`)
  })

  it('holds members in a list of the query services', () => {
    const tree = { Keys: ['a', { Id: 1 }], None: [] }
    expect(written(tree, 'member')).toBe(
      `${declaration}<Root><Keys><member>a</member><member><Id>1</Id></member></Keys><None></None></Root>`,
    )
  })
})

describe('a document that is read', () => {
  const read = async (text: string, root: string) => {
    await loadXmlParser()
    return parseXml(new TextEncoder().encode(text), root)
  }

  it('keeps text that is blank alone, and not the blanks between elements', async () => {
    const { text, children } = await read('<Delete>\n  <Object>\n    <Key> </Key>\n  </Object>\n</Delete>', 'Delete')

    expect(text.trim()).toBe('')
    expect(children.map(({ name }) => name)).toEqual(['Object'])
    expect(children[0]?.children).toMatchObject([{ name: 'Key', text: ' ' }])
  })

  it.each([100, 5000, 200_000])('is refused when it is deeper than any of the service: %i', async depth => {
    const text = `<Delete>${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}</Delete>`

    await expect(read(text, 'Delete')).rejects.toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })
})

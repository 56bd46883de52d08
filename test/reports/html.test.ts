import { expect, test } from 'vitest'
import { html } from '../../src/reports/html.js'
import { htmlPage } from '../../src/reports/html-page.js'

const hostile = `"><script>alert('x')</script>&`

test('values are escaped in text and in attributes, markup and lists of it are kept', () => {
  const item = (text: string) => html`<li title="${text}">${text}</li>`

  expect(String(html`<ul>${[item(hostile), item('b')]}${undefined}</ul>${3}`)).toBe(
    '<ul><li title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</li><li title="b">b</li></ul>3',
  )
})

test('text that looks like markup of ours is text', () => {
  const forged = { toString: () => '<b>' }

  expect(() => String(html`${forged as unknown as string}`)).toThrow()
})

test('a page asks for nothing and runs nothing', () => {
  const page = htmlPage({ title: hostile, lead: 'lead', body: html`<p>body</p>` })

  expect(page).not.toMatch(/<script|<link|src=|url\(|@import/)
  expect(page).toContain("default-src 'none'")
  expect(page).toContain('<p>body</p>')
})

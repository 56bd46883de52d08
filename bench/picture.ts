// Draws what each step of docs/performance.md changed, from steps.json: `npx tsx bench/picture.ts`
import { readFileSync, writeFileSync } from 'node:fs'

interface Step {
  readonly step: string
  readonly unit: string
  readonly before: number
  readonly after: number
}

const steps = JSON.parse(readFileSync(new URL('steps.json', import.meta.url), 'utf8')) as readonly Step[]
const [left, width, lineHeight, top] = [340, 300, 42, 48]

const bar = (y: number, share: number, colour: string, text: string): string =>
  `<rect x="${left}" y="${y}" width="${(share * width).toFixed(1)}" height="14" fill="${colour}"/>` +
  `<text x="${(left + share * width + 6).toFixed(1)}" y="${y + 11}" font-size="11">${text}</text>`

const lines = steps.map(({ step, unit, before, after }, index) => {
  const y = top + index * lineHeight
  return [
    `<text x="${left - 10}" y="${y + 19}" text-anchor="end">${step}</text>`,
    bar(y, 1, '#b8c4d0', `${before} ${unit}`),
    bar(y + 15, after / before, '#2c6fbb', `${after} ${unit}`),
  ].join('\n')
})

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 90} ${top + steps.length * lineHeight}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="12" y="24" font-size="14">What each step changed; grey: before, blue: after</text>
${lines.join('\n')}
</svg>
`
writeFileSync(new URL('../docs/performance.svg', import.meta.url), picture)

const advice: readonly (readonly [here: () => boolean, advice: string])[] = [
  [
    () => 'Bun' in globalThis,
    'Bun answers HTTP outside of `node:http`, where nothing can be intercepted. Use `tigris-mock serve`, or `mock.requestHandler()`.',
  ],
  [
    () => 'Deno' in globalThis,
    'Deno answers HTTP outside of `node:http`, where nothing can be intercepted. Use `tigris-mock serve`, or `mock.requestHandler()`.',
  ],
  [
    () => typeof process === 'undefined' || process.versions?.node === undefined,
    'this is not Node. Start `tigris-mock serve` beside the browser and use its address as endpoint.',
  ],
  [
    () => typeof Request === 'undefined' || typeof TextEncoder === 'undefined',
    'this test environment (jsdom?) hides `fetch`, `Request` or `TextEncoder` of Node. Put `/** @jest-environment node */` at the top of the file, or use `testEnvironment: "jest-fixed-jsdom"`.',
  ],
]

/** Throws with what to do where requests cannot be intercepted. */
export const requireNode = (): void => {
  const found = advice.find(([here]) => here())
  if (found) throw new Error(`tigris-mock cannot intercept requests here: ${found[1]}`)
}

// Date.now() and `as any` in a comment
/** setTimeout(run), too. */
let_it_be()

export const message = 'pass `new Date()` or Date.now()'
export const format = (time: number) => new Date(time).toISOString()
export const formats = new Map([['iso', format]])

function let_it_be() {
  let inner = 1
  inner += 1
  return inner
}

const nothing: readonly string[] = []
export const names = (given = nothing) => [...given].sort()

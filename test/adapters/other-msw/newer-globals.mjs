// What MSW 3 itself needs of a newer Node, so that a user's own copy of it can be run on Node 20 too.
Promise.withResolvers ??= function () {
  let settle
  const promise = new this((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}
Set.prototype.intersection ??= function (other) {
  return new Set([...this].filter(value => other.has(value)))
}
Set.prototype.difference ??= function (other) {
  return new Set([...this].filter(value => !other.has(value)))
}

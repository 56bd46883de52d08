/**
 * Memory that was used is used again: else a row of 8 MB measures how fast the system clears fresh pages, 30 to 50 ms a
 * body, and not what is compared. glibc gives back and asks anew for pieces above its threshold (mallopt(3)); V8 frees
 * buffers in another thread, at some later time.
 */
export const allocator = {
  MALLOC_MMAP_THRESHOLD_: String(32 * 1024 ** 2),
  MALLOC_TRIM_THRESHOLD_: String(2 * 1024 ** 3 - 1),
  MALLOC_TOP_PAD_: String(64 * 1024 ** 2),
} as const

export const flags = ['--expose-gc', '--no-concurrent-array-buffer-sweeping', '--no-warnings'] as const

export const described = [...Object.entries(allocator).map(pair => pair.join('=')), ...flags].join(' ')

/** What nobody holds is given back now, unmeasured. */
export const giveBack = (): void => {
  if (gc === undefined) throw new Error('the collector is not at hand: start with --expose-gc')
  gc()
}

import { onTestFinished } from 'vitest'

/** As much of a page's XMLHttpRequest as Tigris' uploads use, by `fetch`. */
class PageRequest extends EventTarget {
  readonly upload = new EventTarget()
  status = 0
  #method = ''
  #url = ''
  readonly #headers = new Headers()
  #answered = new Headers()

  open(method: string, url: string): void {
    this.#method = method
    this.#url = url
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value)
  }

  getResponseHeader(name: string): string | null {
    return this.#answered.get(name)
  }

  async send(body: Blob | FormData): Promise<void> {
    const answer = await fetch(this.#url, { method: this.#method, headers: this.#headers, body }).catch(() => undefined)
    this.status = answer?.status ?? 0
    this.#answered = answer?.headers ?? new Headers()
    this.dispatchEvent(new Event(answer === undefined ? 'error' : 'load'))
  }
}

/** Gives the test a page's XMLHttpRequest until it ends. */
export const beBrowser = (): void => {
  Object.assign(globalThis, { XMLHttpRequest: PageRequest })
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'XMLHttpRequest'))
}

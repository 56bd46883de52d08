// Injected into the MSW bundle: what it leaves undone at the ends of sockets.
import { ClientRequest } from 'node:http'
import net from 'node:net'

/** Destroys an answered socket as Node does: its timers end, its handle is closed, then comes `close`. */
export const destroySocket = (socket, error, callback) => {
  // the error was emitted already, earlier than Node would
  net.Socket.prototype._destroy.call(socket, error, () => callback(null))
}

const internal = ['internal:write', 'internal:drain']

/** Lets the interception hear a socket from which its user took all listeners away. */
export const keepInternalListeners = socket => {
  const removeAll = socket.removeAllListeners
  socket.removeAllListeners = function (...names) {
    if (names.length > 0) return removeAll.apply(this, names)
    const kept = internal.map(name => [name, this.rawListeners(name)])
    removeAll.call(this)
    for (const [name, listeners] of kept) for (const listener of listeners) this.on(name, listener)
    return this
  }
}

/** Whether a request has a socket already, and this is another. */
export const hasOtherSocket = (initiator, socket) =>
  initiator instanceof ClientRequest && initiator.socket != null && initiator.socket !== socket

import type { Socket } from "node:net";
import type { Wire } from "../connection/wire.ts";

const nothing = Buffer.alloc(0);

/** A socket as a connection's wire. */
export function socketWire(socket: Socket): Wire {
  return {
    write: (bytes) => {
      if (socket.destroyed || socket.writableEnded) return true;
      socket.write(bytes);
      // Nothing left over means that the kernel (or TLS, which copies) has it all.
      return socket.writableLength === 0;
    },
    backlog: () => socket.writableLength,
    onceSent: (task) => {
      if (!socket.destroyed && !socket.writableEnded) socket.write(nothing, (error) => void (error ?? task()));
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}

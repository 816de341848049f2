let isCut = false;
const open = new Set();

/** A line that can be cut, as if somebody pulled the plug. */
export class CuttableSocket extends WebSocket {
  constructor(address) {
    if (isCut) {
      throw new Error("the line is cut");
    }
    super(address);
    open.add(this);
    this.addEventListener("close", () => open.delete(this));
  }
}

export function cutTheLine(cuts) {
  isCut = cuts;
  if (cuts) {
    open.forEach((socket) => socket.close());
  }
}

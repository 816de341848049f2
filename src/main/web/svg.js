const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}) {
  const node = document.createElementNS(SVG, name);
  set(node, attributes);
  return node;
}

/** Sets what differs. */
export function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (node.getAttribute(key) !== String(value)) {
      node.setAttribute(key, value);
    }
  }
}

export function write(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

// Bytes to text and back.

export const utf8 = (text) => new TextEncoder().encode(text);

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

export const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

// JSON that is padded with spaces to a power of two, of 2^least at least: its length says little.
export function toPadded(value, least = 10) {
  const bytes = utf8(JSON.stringify(value));
  const padded = new Uint8Array(2 ** Math.max(least, Math.ceil(Math.log2(bytes.length)))).fill(32);
  padded.set(bytes);
  return padded;
}

"""Makes a picture of a page small: at most 256 colours, each that fills an area kept exactly."""

import base64
import struct
import zlib

from playwright.sync_api import Page

# Runs in a blank page. The 256 most frequent colours stay; the shades between letters and ground go to the nearest.
_TO_PALETTE = """async (source) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + source)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const count = new Map();
  const colour = (at) => pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2];
  for (let at = 0; at < pixels.length; at += 4) count.set(colour(at), (count.get(colour(at)) || 0) + 1);
  const palette = [...count.entries()].sort((a, b) => b[1] - a[1]).slice(0, 256).map((entry) => entry[0]);
  const number = new Map(palette.map((each, index) => [each, index]));
  const channel = (a, b, shift) => Math.abs((a >> shift & 255) - (b >> shift & 255));
  const apart = (a, b) => channel(a, b, 16) + channel(a, b, 8) + channel(a, b, 0);
  const nearest = (wanted) => {
    let best = 0;
    palette.forEach((each, index) => { if (apart(each, wanted) < apart(palette[best], wanted)) best = index; });
    number.set(wanted, best);
    return best;
  };
  let indices = '';
  for (let at = 0; at < pixels.length; at += 4) {
    const here = colour(at);
    indices += String.fromCharCode(number.has(here) ? number.get(here) : nearest(here));
  }
  return {width: bitmap.width, height: bitmap.height, palette, indices: btoa(indices)};
}"""


def with_few_colours(picture: bytes, page: Page) -> bytes:
    """The same PNG with a palette; `page` is a blank page of the browser, which reads the picture."""
    found = page.evaluate(_TO_PALETTE, base64.b64encode(picture).decode())
    width, height = found["width"], found["height"]
    indices = base64.b64decode(found["indices"])
    # Each line begins with the number of its filter: none, which suits a palette.
    lines = b"".join(b"\0" + indices[start : start + width] for start in range(0, width * height, width))
    return b"".join([
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in found["palette"])),
        _chunk(b"IDAT", zlib.compress(lines, 9)),
        _chunk(b"IEND", b""),
    ])  # fmt: skip


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

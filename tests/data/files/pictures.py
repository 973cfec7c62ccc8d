"""Photos, good and bad."""
import io
import random
import struct
import zlib

from PIL import Image

from document import minimal
from table import add


# Four quarters, so that a turned one is seen.

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), \
    (220, 200, 30)


def quarters(w=96, h=64, mode="RGB"):
    im = Image.new("RGB", (w, h))
    for x, y, c in ((0, 0, RED), (w // 2, 0, GREEN), (0, h // 2, BLUE),
                    (w // 2, h // 2, YELLOW)):
        im.paste(c, (x, y, x + w // 2, y + h // 2))
    return im.convert(mode)


def jpeg(im, **options):
    out = io.BytesIO()
    im.save(out, "JPEG", quality=85, **options)
    return out.getvalue()


def png(im, **options):
    out = io.BytesIO()
    im.save(out, "PNG", **options)
    return out.getvalue()


def exif(orientation=None, gps=False, raw=None):
    """An APP1 segment with a hand-made Exif block, little endian."""
    if raw is None:
        entries = []
        tail = b""
        count = 1 + gps
        base = 8 + 2 + 12 * count + 4
        entries.append(struct.pack("<HHIHH", 0x112, 3, 1,
                                   orientation or 1, 0))
        if gps:
            entries.append(struct.pack("<HHII", 0x8825, 4, 1, base))
            tail = struct.pack("<H", 2) + \
                struct.pack("<HHI4s", 1, 2, 2, b"S\0\0\0") + \
                struct.pack("<HHII", 2, 5, 3, base + 2 + 24 + 4) + \
                struct.pack("<I", 0) + \
                struct.pack("<6I", 8, 1, 6, 1, 30, 1)
        raw = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", count) + \
            b"".join(entries) + struct.pack("<I", 0) + tail
    body = b"Exif\0\0" + raw
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def with_segment(data, segment):
    return data[:2] + segment + data[2:]


def chunk(kind, body, crc=None):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(
        ">I", zlib.crc32(kind + body) if crc is None else crc)


def png_of(w, h, depth, colour, rows, interlace=0, extra=b"", level=9):
    head = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + \
        chunk(b"IDAT", zlib.compress(rows, level)) + chunk(b"IEND", b"")


def adam7(im):
    w, h = im.size
    rows = b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8),
                           (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                           (0, 1, 1, 2)):
        for y in range(y0, h, dy):
            line = b"".join(bytes(im.getpixel((x, y)))
                            for x in range(x0, w, dx))
            if line:
                rows += b"\0" + line
    return png_of(w, h, 8, 2, rows, 1)


def good_images():
    base = jpeg(quarters())
    size = {"width": 96, "height": 64}
    spot = {"spots": [[20, 10, *RED], [70, 10, *GREEN], [20, 50, *BLUE],
                      [70, 50, *YELLOW]]}
    grey = {"spots": [[20, 10, 81, 81, 81], [70, 50, 187, 187, 187]]}
    add("baseline.jpg", base, "ok", **size, **spot)
    add("progressive.jpg", jpeg(quarters(), progressive=True), "ok", **size,
        **spot)
    add("restart.jpg", jpeg(quarters(), subsampling=0, optimize=True), "ok",
        **size, **spot)
    add("grey.jpg", jpeg(quarters(mode="L")), "ok", **size, **grey)
    add("cmyk.jpg", jpeg(quarters(mode="CMYK")), "ok", **size, **spot)
    add("one-pixel.jpg", jpeg(quarters(2, 2).crop((0, 0, 1, 1))), "ok",
        width=1, height=1)
    for o in range(1, 9):
        turned = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180,
                  4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
                  6: Image.ROTATE_90, 7: Image.TRANSVERSE,
                  8: Image.ROTATE_270}[o]
        im = quarters()
        if turned is not None:
            im = im.transpose(turned)
        add(f"orientation-{o}.jpg", with_segment(jpeg(im), exif(o)), "ok",
            **size, **spot, turned=o != 1)
    add("orientation-9.jpg", with_segment(base, exif(9)), "ok", **size,
        **spot)
    add("gps.jpg", with_segment(base, exif(1, gps=True)), "ok", **size,
        **spot)
    loop = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack(
        "<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    add("exif-loop.jpg", with_segment(base, exif(raw=loop)), "ok", **size,
        **spot)
    huge = b"II*\0" + struct.pack("<IH", 8, 65535) + struct.pack(
        "<HHII", 0x112, 3, 0xffffffff, 0xfffffff0)
    add("exif-huge.jpg", with_segment(base, exif(raw=huge)), "ok", **size,
        **spot)
    add("exif-cut.jpg", with_segment(base, exif(raw=b"MM\0*\0\0")), "ok",
        **size, **spot)
    # Something behind or beside the picture: it is gone afterwards.
    zipped = io.BytesIO()
    import zipfile
    with zipfile.ZipFile(zipped, "w") as z:
        z.writestr(zipfile.ZipInfo("PENANDA.txt"), "isi PENANDA")
    php = b"<?php echo 'PENANDA'; ?>"
    html = b"<script>alert('PENANDA')</script>"
    gone = {"absent": "PENANDA"}
    add("jpeg-and-zip.jpg", base + zipped.getvalue(), "ok", **size, **gone)
    add("jpeg-and-php.jpg", base + php, "ok", **size, **gone)
    add("jpeg-comment.jpg", with_segment(
        base, b"\xff\xfe" + struct.pack(">H", len(html) + 2) + html), "ok",
        **size, **gone)
    add("jpeg-and-pdf.jpg", base + b"%PDF-1.4 PENANDA", "ok", **size, **gone)
    p = png(quarters())
    add("colour.png", p, "ok", **size, **spot)
    add("png-and-zip.png", p + zipped.getvalue(), "ok", **size, **gone)
    add("png-text.png", png_of(1, 1, 8, 0, b"\0\x80", extra=chunk(
        b"tEXt", b"Comment\0" + html)), "ok", width=1, height=1, **gone)
    add("grey.png", png(quarters(mode="L")), "ok", **size, **grey)
    add("palette.png", png(quarters().quantize(4)), "ok", **size, **spot)
    add("one-bit.png", png(Image.new("1", (40, 30), 1)), "ok", width=40,
        height=30, spots=[[20, 15, 255, 255, 255]])
    rows = b"".join(b"\0" + struct.pack(">3H", 51400, 7710, 7710) * 96
                    for _ in range(64))
    add("sixteen-bit.png", png_of(96, 64, 16, 2, rows), "ok", **size,
        spots=[[20, 10, *RED]])
    rows = b"".join(b"\0" + struct.pack(">4H", 51400, 0, 0, 32896) * 96
                    for _ in range(64))
    add("sixteen-bit-alpha.png", png_of(96, 64, 16, 6, rows), "ok", **size,
        spots=[[20, 10, 227, 127, 127]])
    clear = quarters(mode="RGBA")
    clear.paste((0, 0, 0, 0), (48, 32, 96, 64))
    add("transparent.png", png(clear), "ok", **size,
        spots=[[20, 10, *RED], [70, 50, 255, 255, 255]])
    add("grey-alpha.png", png(Image.new("LA", (96, 64), (0, 0))), "ok",
        **size, spots=[[20, 10, 255, 255, 255]])
    rows = (b"\0" + b"\0" * 96) * 64
    add("palette-clear.png", png_of(96, 64, 8, 3, rows, extra=chunk(
        b"PLTE", bytes((0, 0, 0))) + chunk(b"tRNS", b"\0")), "ok", **size,
        spots=[[20, 10, 255, 255, 255]])
    add("interlaced.png", adam7(quarters()), "ok", **size, **spot)
    add("wide.png", png(quarters(6400, 4)), "ok", width=3200, height=2)
    add("tall.jpg", jpeg(quarters(4, 9600)), "ok", width=1, height=2400)
    add("taller.jpg", jpeg(quarters(16, 30000), subsampling=0), "ok",
        width=2, height=3200)
    add("sixty-megapixels.png", png_of(
        10000, 6000, 1, 0, (b"\0" + b"\xff" * 1250) * 6000), "ok",
        width=3200, height=1920, large=True)
    bomb = b"Comment\0\0" + zlib.compress(b"A" * 40000000, 9)
    add("text-bomb.png", png_of(1, 1, 8, 0, b"\0\x80", extra=chunk(
        b"zTXt", bomb)), "ok", width=1, height=1)
    add("bad-crc-text.png", png_of(1, 1, 8, 0, b"\0\x80", extra=chunk(
        b"tEXt", b"Comment\0x", 1)), "ok", width=1, height=1)


def bad_images():
    base = jpeg(quarters())
    rng = random.Random(99)
    add("empty.jpg", b"", "empty")
    add("empty.png", b"", "empty")
    add("noise.jpg", rng.randbytes(2000), "type")
    add("html.jpg", b"<!doctype html><script>alert(1)</script>", "type")
    add("gif-html.jpg", b"GIF89a/*<script>*/=1;alert(1)//", "type")
    add("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg'>"
        b"<script>alert(1)</script></svg>", "type")
    out = io.BytesIO()
    quarters().save(out, "GIF")
    add("gif.jpg", out.getvalue(), "type")
    add("webp.jpg", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(24), "type")
    add("heic.jpg", struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" +
        bytes(100), "type")
    add("exe.jpg", b"MZ\x90\0" + bytes(200), "type")
    add("elf.png", b"\x7fELF\2\1\1" + bytes(200), "type")
    add("pdf.jpg", minimal(), "type")
    add("zip-and-jpeg.jpg", b"PK\3\4" + bytes(26) + base, "type")
    add("soi.jpg", b"\xff\xd8\xff", "broken")
    add("soi-noise.jpg", b"\xff\xd8\xff" + rng.randbytes(3000), "broken")
    add("soi-eoi.jpg", b"\xff\xd8\xff\xd9", "broken")
    add("cut-tables.jpg", base[:100], "broken")
    add("cut-head.jpg", base[:base.index(b"\xff\xda") + 6], "broken")
    scan = base.index(b"\xff\xda")
    add("cut-scan.jpg", base[:(scan + len(base)) // 2], "broken")
    add("cut-scan-closed.jpg", base[:(scan + len(base)) // 2] + b"\xff\xd9",
        "broken")
    add("cut-end.jpg", base[:-2], "broken")
    p = jpeg(quarters(400, 300), progressive=True)
    add("cut-progressive.jpg", p[:len(p) * 2 // 3], "broken")
    hurt = bytearray(jpeg(quarters(400, 300)))
    for i in range(len(hurt) // 2, len(hurt) - 2, 7):
        hurt[i] = 0xee
    add("hurt-scan.jpg", bytes(hurt), "broken")
    frame = base.index(b"\xff\xc0")

    def frame_of(w, h):
        return base[:frame + 5] + struct.pack(">HH", h, w) + base[frame + 9:]
    add("huge.jpg", frame_of(10000, 10000), "pixels")
    add("largest.jpg", frame_of(65535, 65535), "pixels")
    add("flat.jpg", frame_of(0, 10), "broken")
    add("two-colours.jpg", base[:frame + 9] + b"\2" + base[frame + 10:],
        "broken")
    p = jpeg(quarters(16, 16), progressive=True)
    last = p.rindex(b"\xff\xda")
    add("scan-bomb.jpg", p[:-2] + p[last:-2] * 200 + b"\xff\xd9", "bomb")
    q = png(quarters())
    add("cut-head.png", q[:20], "broken")
    add("cut-data.png", q[:q.index(b"IDAT") + 60], "broken")
    add("cut-end.png", q[:-12], "broken")
    add("cut-end-half.png", q[:-6], "broken")
    add("signature.png", q[:8], "broken")
    add("huge.png", png_of(10000, 10000, 1, 0, (b"\0" + bytes(1250)) *
                           10000), "pixels")
    add("longest.png", png_of(0x7fffffff, 1, 1, 0, b"\0\0"), "pixels")
    add("too-long.png", png_of(70000, 1, 1, 0, bytes(8751)), "pixels")
    add("flat.png", png_of(0, 1, 8, 0, b"\0"), "broken")
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    add("bad-crc-head.png", q[:8] + chunk(b"IHDR", head, 5) + chunk(
        b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""), "broken")
    add("bad-crc-data.png", q[:8] + chunk(b"IHDR", head) + chunk(
        b"IDAT", zlib.compress(b"\0\0"), 5) + chunk(b"IEND", b""), "broken")
    add("huge-chunk.png", q[:33] + struct.pack(">I", 0x7fffffff) + b"IDAT" +
        q[41:], "broken")
    add("huge-text.png", q[:33] + struct.pack(">I", 0x7fffffff) + b"tEXt" +
        q[41:], "broken")
    add("short-data.png", png_of(96, 64, 8, 2, b"\0" * 500), "broken")
    add("no-palette.png", png_of(8, 8, 8, 3, bytes(72)), "broken")
    add("bad-filter.png", png_of(8, 8, 8, 0, b"\x09" * 72), "broken")
    add("no-data.png", q[:8] + chunk(b"IHDR", head) + chunk(b"IEND", b""),
        "broken")

#!/usr/bin/python3
"""Make the files of this folder and files.json, the table that tells what
is expected of each.  Needs python3-pil and qpdf; the same every time.

usage: make.py        (writes beside itself)
"""
import io
import json
import os
import random
import struct
import subprocess
import tempfile
import zlib

from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
table = []


def add(name, data, verdict, kind=None, **more):
    """One file: its content, and what inspecting it must say."""
    kind = kind or ("pdf" if name.endswith(".pdf") else "image")
    claimed = {"jpg": "image/jpeg", "png": "image/png",
               "pdf": "application/pdf"}[name.rsplit(".", 1)[1]]
    with open(os.path.join(here, name), "wb") as f:
        f.write(data)
    table.append({"file": name, "type": claimed, "kind": kind,
                  "verdict": verdict, **more})


# Pictures: four quarters, so that a turned one is seen.

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


# PDFs, written by hand so that each has one thing in it.

def pdf(objects, root=1, tail=b"", head=b"%PDF-1.7\n", trailer=b""):
    out = head
    places = []
    for i, o in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % i + o + b"\nendobj\n"
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (
        len(objects) + 1, root, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % xref + tail


def stream(data, extra=b"", length=None):
    return b"<</Length %d%s>>stream\n" % (
        len(data) if length is None else length, extra) + data + \
        b"\nendstream"


def document(root=b"", page=b"", *more, paint=b"", **options):
    """A page with a line of text; more objects are numbered from 6."""
    text = b"BT /F1 12 Tf 20 50 Td (Surat contoh) Tj ET"
    return pdf([
        b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>%s>>%s>>" % (paint, page),
        stream(zlib.compress(text), b"/Filter/FlateDecode"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", *more],
        **options)


def minimal():
    return document()


def qpdf(data, *options):
    with tempfile.TemporaryDirectory() as d:
        a, b = os.path.join(d, "a"), os.path.join(d, "b")
        with open(a, "wb") as f:
            f.write(data)
        subprocess.run(["qpdf", "--static-id", "--static-aes-iv",
                        "--warning-exit-0", *options, a, b], check=True,
                       stderr=subprocess.DEVNULL)
        with open(b, "rb") as f:
            return f.read()


JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def annotation(body):
    return b"/Annots[<</Type/Annot/Rect[0 0 9 9]%s>>]" % body


def good_pdfs():
    base = minimal()
    one = {"pages": 1}
    add("plain.pdf", base, "ok", **one)
    add("linearized.pdf", qpdf(base, "--linearize"), "ok", **one)
    add("object-streams.pdf", qpdf(base, "--object-streams=generate"), "ok",
        **one)
    add("old.pdf", document(head=b"%PDF-1.2\n%\xe2\xe3\xcf\xd3\n"), "ok",
        **one)
    add("blank-behind.pdf", base + b"\r\n \t\n", "ok", **one)
    add("nul-behind.pdf", base + bytes(600), "ok", **one)
    add("no-newline.pdf", base.rstrip(), "ok", **one)
    add("link.pdf", document(page=annotation(
        b"/Subtype/Link/A<</S/URI/URI(https://contoh.example/)>>")), "ok",
        **one)
    add("form.pdf", document(
        b"/AcroForm<</Fields[6 0 R]>>", b"/Annots[6 0 R]",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(nama)/Rect[0 0 9 9]>>"), "ok",
        **one)
    photo = jpeg(quarters())
    about = b"/Type/XObject/Subtype/Image/Width 96/Height 64" \
        b"/ColorSpace/DeviceRGB/BitsPerComponent 8"
    paint = b"/XObject<</EF 6 0 R/JS 6 0 R>>"
    add("scan.pdf", document(b"", b"", stream(
        photo, about + b"/Filter/DCTDecode"), paint=paint), "ok", **one)
    add("scan-packed.pdf", document(b"", b"", stream(
        zlib.compress(photo), about + b"/Filter[/FlateDecode/DCTDecode]"),
        paint=paint), "ok", **one)
    update = document(b"/Lang(id)")
    change = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/Lang(id)>>\nendobj\n"
    x = len(base) + len(change)
    add("updated.pdf", base + change + b"xref\n1 1\n%010d 00000 n \n"
        b"trailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(base), base.rindex(b"xref\n0"), x), "ok", **one)
    assert update != base
    add("two-pages.pdf", pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]), "ok", pages=2)


def active_pdfs():
    add("js-open.pdf", document(b"/OpenAction" + JS), "javascript")
    add("js-open-far.pdf", document(b"/OpenAction 6 0 R", b"", JS),
        "javascript")
    add("js-catalog-aa.pdf", document(b"/AA<</WC%s>>" % JS), "javascript")
    add("js-page-aa.pdf", document(b"", b"/AA<</O%s>>" % JS), "javascript")
    add("js-names.pdf", document(
        b"/Names<</JavaScript<</Names[(a)%s]>>>>" % JS), "javascript")
    add("js-annotation.pdf", document(page=annotation(
        b"/Subtype/Link/A" + JS)), "javascript")
    add("js-field.pdf", document(
        b"/AcroForm<</Fields[6 0 R]>>", b"/Annots[6 0 R]",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/AA<</K%s>>>>"
        % JS), "javascript")
    add("js-outline.pdf", document(
        b"/Outlines<</First 6 0 R/Last 6 0 R/Count 1>>", b"",
        b"<</Title(a)/Parent 1 0 R/A%s>>" % JS), "javascript")
    add("js-next.pdf", document(
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo/D[3 0 R/Fit]"
        b"/Next%s>>]>>" % JS), "javascript")
    add("js-rendition.pdf", document(page=annotation(
        b"/Subtype/Screen/A<</S/Rendition/OP 0/JS(app.alert\\(1\\))>>")),
        "javascript")
    add("js-escaped.pdf", document(
        b"/Open#41ction<</#53/J#61vaScript/J#53(app.alert\\(1\\))>>"),
        "javascript")
    add("js-stream.pdf", document(
        b"/OpenAction<</S/JavaScript/JS 6 0 R>>", b"",
        stream(b"app.alert(1)")), "javascript")
    add("js-packed.pdf", qpdf(document(b"/OpenAction 6 0 R", b"", JS),
                              "--object-streams=generate"), "javascript")
    add("js-far-name.pdf", document(
        b"/OpenAction<</S 6 0 R/JS(app.alert\\(1\\))>>", b"",
        b"/JavaScript"), "javascript")
    add("js-link.pdf", document(page=annotation(
        b"/Subtype/Link/A<</S/URI/URI( JavaScript:alert\\(1\\))>>")),
        "javascript")
    launch = b"<</S/Launch/F(cmd.exe)>>"
    add("launch-open.pdf", document(b"/OpenAction" + launch), "launch")
    add("launch-annotation.pdf", document(page=annotation(
        b"/Subtype/Link/A" + launch)), "launch")
    add("launch-win.pdf", document(
        b"/OpenAction<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>"), "launch")
    inside = stream(b"isi", b"/Type/EmbeddedFile")
    spec = b"<</Type/Filespec/F(a.txt)/EF<</F 6 0 R>>>>"
    add("embedded-names.pdf", document(
        b"/Names<</EmbeddedFiles<</Names[(a)%s]>>>>" % spec, b"", inside),
        "embedded")
    add("embedded-plain.pdf", document(
        b"/AF[<</F(a.exe)/EF<</UF 6 0 R>>>>]", b"", stream(b"MZ")),
        "embedded")
    add("embedded-page.pdf", document(b"", b"/AF[%s]" % spec, inside),
        "embedded")
    add("attachment.pdf", document(b"", annotation(
        b"/Subtype/FileAttachment/FS" + spec), inside), "embedded")
    add("rich-media.pdf", document(page=annotation(
        b"/Subtype/RichMedia/RichMediaContent<<>>")), "embedded")
    add("sound.pdf", document(page=annotation(b"/Subtype/Sound")),
        "embedded")
    add("movie.pdf", document(page=annotation(b"/Subtype/Movie")),
        "embedded")
    add("three-d.pdf", document(page=annotation(b"/Subtype/3D")),
        "embedded")
    add("xfa.pdf", document(
        b"/AcroForm<</Fields[]/XFA 6 0 R>>", b"",
        stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")), "xfa")
    add("xfa-array.pdf", document(
        b"/AcroForm<</Fields[]/XFA[(template)6 0 R]>>", b"",
        stream(b"<template/>")), "xfa")


def nested(n):
    """n zero bytes, deflated twice; made without holding them."""
    z = zlib.compressobj(9)
    once = b"".join(z.compress(bytes(1 << 20)) for _ in range(n >> 20)) + \
        z.flush()
    return zlib.compress(once, 9)


def swelling_pdfs():
    two = b"/Filter[/FlateDecode/FlateDecode]"
    big = nested(140 << 20)
    add("bomb-nested.pdf", document(b"/X 6 0 R", b"", stream(big, two)),
        "bomb", large=True)
    add("bomb-giant.pdf", document(
        b"/X 6 0 R", b"", stream(nested(2048 << 20), two)), "bomb",
        giant=True)
    add("bomb-content.pdf", pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream(big, two)]), "bomb", large=True)
    add("bomb-many.pdf", document(
        b"/X[%s]" % b" ".join(b"%d 0 R" % i for i in range(6, 12)), b"",
        *[stream(nested(100 << 20), two)] * 6), "bomb", large=True)
    about = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB" \
        b"/BitsPerComponent 8"
    add("bomb-picture.pdf", document(b"/X 6 0 R", b"", stream(
        nested(140 << 20), about + b"/Width 9/Height 9"
        b"/Filter[/FlateDecode/FlateDecode/DCTDecode]")), "bomb", large=True)
    add("bomb-pixels.pdf", document(b"/X 6 0 R", b"", stream(
        b"", about + b"/Width 60000/Height 60000/Filter/JBIG2Decode")),
        "bomb")
    # An object stream, unpacked as soon as an object in it is asked for.
    pages = b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    page = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    packed = stream(nested(2048 << 20), two + b"/Type/ObjStm/N 1/First 4")
    out = b"%PDF-1.7\n"
    at = {}
    for n, o in ((2, pages), (3, page), (4, b"4 0 obj\n" + packed +
                                         b"\nendobj\n")):
        at[n] = len(out)
        out += o
    at[5] = len(out)
    rows = struct.pack(">BIB", 0, 0, 255) + struct.pack(">BIB", 2, 4, 0) + \
        b"".join(struct.pack(">BIB", 1, at[i], 0) for i in (2, 3, 4, 5))
    out += b"5 0 obj\n" + stream(
        rows, b"/Type/XRef/W[1 4 1]/Size 6/Root 1 0 R") + b"\nendobj\n"
    add("bomb-objects.pdf", out + b"startxref\n%d\n%%%%EOF\n" % at[5],
        "bomb", giant=True)


def packed(objects):
    """A document whose objects all lie in one object stream."""
    text = b" ".join(objects)
    places, at = [], 0
    for i, o in enumerate(objects, 1):
        places.append(b"%d %d" % (i, at))
        at += len(o) + 1
    first = b" ".join(places) + b" "
    n = len(objects) + 1
    out = b"%%PDF-1.7\n%d 0 obj\n" % n + stream(
        zlib.compress(first + text, 9),
        b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (
            n - 1, len(first))) + b"\nendobj\n"
    x = len(out)
    rows = struct.pack(">BII", 0, 0, 65535) + b"".join(
        struct.pack(">BII", 2, n, i) for i in range(n - 1)) + \
        struct.pack(">BII", 1, 9, 0) + struct.pack(">BII", 1, x, 0)
    return out + b"%d 0 obj\n" % (n + 1) + stream(
        zlib.compress(rows, 9), b"/Type/XRef/W[1 4 4]/Size %d/Root 1 0 R"
        b"/Filter/FlateDecode" % (n + 2)) + \
        b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % x


def broken_pdfs():
    base = minimal()
    rng = random.Random(7)
    add("empty.pdf", b"", "empty")
    add("jpeg.pdf", jpeg(quarters()), "type")
    add("word.pdf", b"PK\3\4" + bytes(26) + b"word/document.xml", "type")
    add("html.pdf", b"<html>%s</html>" % (b"." * 2000) + base, "type")
    add("header.pdf", b"%PDF-1.7\n", "broken")
    add("noise.pdf", b"%PDF-1.4\n" + rng.randbytes(4000), "broken")
    add("noise-framed.pdf", b"%PDF-1.4\n" + rng.randbytes(2000) +
        b"\nstartxref\n99\n%%EOF\n", "broken")
    for part in (30, 60, 95):
        add(f"cut-{part}.pdf", base[:len(base) * part // 100], "broken")
    lin = qpdf(base, "--linearize")
    add("cut-linearized.pdf", lin[:len(lin) * 3 // 4], "broken")
    # In front of and behind the document.
    add("jpeg-and-pdf.pdf", jpeg(quarters(8, 8)) + base, "foreign")
    add("html-and-pdf.pdf", b"<script>alert(1)</script>" + base, "foreign")
    add("pdf-and-zip.pdf", base + b"PK\5\6" + bytes(18), "foreign")
    add("pdf-and-html.pdf", base + b"<script>alert(1)</script>", "foreign")
    add("pdf-and-jpeg.pdf", base + jpeg(quarters(8, 8)), "foreign")
    add("encrypted-user.pdf", qpdf(
        base, "--allow-weak-crypto", "--encrypt", "rahasia", "pemilik",
        "128", "--use-aes=y", "--"), "encrypted")
    add("encrypted-owner.pdf", qpdf(
        base, "--allow-weak-crypto", "--encrypt", "", "pemilik", "128",
        "--use-aes=y", "--"), "encrypted")
    add("encrypted-40.pdf", qpdf(
        base, "--allow-weak-crypto", "--encrypt", "rahasia", "pemilik",
        "40", "--"), "encrypted")
    add("encrypted-odd.pdf", document(trailer=(
        b"/Encrypt<</Filter/Lain/V 9/R 9>>/ID[(a)(b)]")), "encrypted")
    add("xref-wrong.pdf", base.replace(b"startxref\n", b"startxref\n1"),
        "broken")
    x = base.rindex(b"xref\n0")
    add("xref-loop.pdf", document(trailer=b"/Prev %d" % x), "broken")
    add("xref-offsets.pdf", base.replace(b"00000 n", b"00000 f", 2),
        "broken")
    add("no-root.pdf", document().replace(b"/Root 1", b"/Rood 1"), "broken")
    add("root-missing.pdf", document().replace(b"/Root 1 ", b"/Root 9 "),
        "broken")
    add("root-loop.pdf", pdf([b"1 0 R"]), "broken")
    none = b"<</Type/Pages/Kids[]/Count 0>>"
    add("no-pages.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", none]),
        "no_pages")
    add("no-page-tree.pdf", pdf([b"<</Type/Catalog>>"]), "no_pages")
    add("page-loop.pdf", pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "broken")
    add("page-loop-far.pdf", pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"]), "broken")
    add("length-huge.pdf", document(b"/X 6 0 R", b"", stream(
        b"abc", length=2000000000)), "broken")
    add("length-negative.pdf", document(b"/X 6 0 R", b"", stream(
        b"abc", length=-5)), "broken")
    add("length-short.pdf", document(b"/X 6 0 R", b"", stream(
        b"abcdefghijklmnop", length=3)), "broken")
    add("length-loop.pdf", document(b"/X 6 0 R", b"",
        b"<</Length 6 0 R>>stream\nabc\nendstream"), "broken")
    torn = zlib.compress(base)
    add("stream-torn.pdf", document(b"/X 6 0 R", b"", stream(
        torn[:100] + b"\xff" * 40 + torn[140:], b"/Filter/FlateDecode")),
        "broken")
    add("stream-cut.pdf", document(b"/X 6 0 R", b"", stream(
        torn[:100], b"/Filter/FlateDecode")), "broken")
    add("two-keys.pdf", document(b"/OpenAction null/OpenAction[3 0 R/Fit]"),
        "broken")
    add("nul-name.pdf", document(b"/A#00B%s" % JS), "broken")
    add("deep-array.pdf", document(b"/X 6 0 R", b"", b"[" * 60000 +
                                   b"]" * 60000), "broken")
    add("deep-dict.pdf", document(b"/X 6 0 R", b"", b"<</A" * 2000 +
                                  b" 1" + b">>" * 2000), "broken")
    n = 3000
    add("deep-chain.pdf", pdf([
        b"<</Type/Catalog/Pages 2 0 R/X 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] + [
            b"[%d 0 R]" % (i + 1) for i in range(4, n)] + [b"[4 0 R]"]),
        "ok", pages=1)
    add("deep-pages.pdf", pdf([
        b"<</Type/Catalog/Pages 2 0 R>>"] + [
            b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (i + 1)
            for i in range(2, 1200)] + [
                b"<</Type/Page/MediaBox[0 0 9 9]>>"]), "ok", pages=1)
    # Deeper than the stack of any reader: the process dies of it.
    n = 30000
    add("bottomless.pdf", packed([b"<</Type/Catalog/Pages 2 0 R>>"] + [
        b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (i + 1)
        for i in range(2, n)] + [b"<</Type/Page>>"]), "crashed", large=True)
    add("far-object.pdf", document(b"/X 2147483647 0 R"), "ok", pages=1)


good_images()
bad_images()
good_pdfs()
active_pdfs()
swelling_pdfs()
broken_pdfs()
with open(os.path.join(here, "files.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(t) for t in table) + "\n]\n")
print(len(table), "files,", sum(os.path.getsize(os.path.join(
    here, t["file"])) for t in table), "bytes")

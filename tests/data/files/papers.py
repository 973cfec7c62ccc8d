"""PDFs, good and bad, written by hand so that each has one thing in it."""
import os
import random
import struct
import subprocess
import tempfile
import zlib

from document import document, minimal, pdf, stream
from pictures import jpeg, quarters
from table import add


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

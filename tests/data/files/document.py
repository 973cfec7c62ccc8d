"""A PDF from its objects."""
import zlib


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

"""The files that are made, and what is expected of each."""
import json
import os

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


def save():
    """Write files.json."""
    with open(os.path.join(here, "files.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(t) for t in table) + "\n]\n")
    print(len(table), "files,", sum(os.path.getsize(os.path.join(
        here, t["file"])) for t in table), "bytes")

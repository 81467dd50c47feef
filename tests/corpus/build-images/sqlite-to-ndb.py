"""Writes rpm's ndb Packages.db (rpm 4.18, lib/backend/ndb/rpmpkg.c) from its sqlite database, because Debian's rpm is built without ndb."""
import sqlite3, struct, sys, zlib

PAGE, BLOCK, GENERATION = 4096, 16, 1


def main(source, target):
    packages = sqlite3.connect(f"file:{source}?mode=ro", uri=True).execute("SELECT hnum, blob FROM Packages ORDER BY hnum").fetchall()
    pages = (32 + 16 * len(packages)) // PAGE + 1
    slots, blobs, at = b"", b"", pages * PAGE // BLOCK
    for number, header in packages:
        head = struct.pack("<4sIII", b"BlbS", number, GENERATION, len(header))
        body = head + header + bytes(-(len(head) + len(header) + 12) % BLOCK)
        body += struct.pack("<II4s", zlib.adler32(body), len(header), b"BlbE")
        slots += struct.pack("<4sIII", b"Slot", number, at, len(body) // BLOCK)
        at += len(body) // BLOCK
        blobs += body
    first = struct.pack("<4sIIII12x", b"RpmP", 0, GENERATION, pages, max(number for number, _ in packages) + 1)
    empty = struct.pack("<4sIII", b"Slot", 0, 0, 0)
    table = first + slots
    table += empty * ((pages * PAGE - len(table)) // BLOCK)
    with open(target, "wb") as file:
        file.write(table + blobs)


main(sys.argv[1], sys.argv[2])

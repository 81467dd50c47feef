#!/usr/bin/env python3
"""Prints the base64 of a tiny x86-64 ELF file that harms nothing.

tiny-elf.py TEXT            a static program: writes TEXT and a newline, sleeps one second, exits 0
tiny-elf.py --packed TEXT   the same with the magic UPX! in a note and at its end; it is not packed and runs
tiny-elf.py --shared TEXT   a shared library without a symbol or an initialiser; TEXT only makes its digest differ
"""
import base64
import struct
import sys

BASE = 0x400000


def headers(kind, entry, segments):
    head = struct.pack('<16sHHIQQQIHHHHHH', b'\x7fELF\x02\x01\x01' + bytes(9), kind, 62, 1, entry, 64, 0, 0,
                       64, 56, len(segments), 64, 0, 0)
    return head + b''.join(struct.pack('<IIQQQQQQ', *s) for s in segments)


def program(text, packed):
    text = text.encode() + b'\n'
    note = struct.pack('<III', 5, 8, 1) + b'UPX!\0\0\0\0' + b'4.2.2\0\0\0' if packed else b''
    count = 2 if packed else 1
    start = 64 + 56 * count
    at_note, at_code = start, start + len(note)
    size_of_code = 59
    at_time = at_code + size_of_code
    at_text = at_time + 16
    code = b'\xb8' + struct.pack('<I', 1)                          # mov eax, 1 (write)
    code += b'\xbf' + struct.pack('<I', 1)                         # mov edi, 1
    code += b'\xbe' + struct.pack('<I', BASE + at_text)            # mov esi, text
    code += b'\xba' + struct.pack('<I', len(text)) + b'\x0f\x05'   # mov edx, length; syscall
    code += b'\xb8' + struct.pack('<I', 35)                        # mov eax, 35 (nanosleep)
    code += b'\xbf' + struct.pack('<I', BASE + at_time)            # mov edi, time
    code += b'\x31\xf6\x0f\x05'                                    # xor esi, esi; syscall
    code += b'\xb8' + struct.pack('<I', 60) + b'\x31\xff\x0f\x05'  # mov eax, 60 (exit); xor edi, edi; syscall
    code = code.ljust(size_of_code, b'\x90')
    body = note + code + struct.pack('<QQ', 1, 0) + text + (b'UPX!\0\0\0\0' if packed else b'')
    size = start + len(body)
    segments = [(1, 5, 0, BASE, BASE, size, size, 0x1000)]
    if packed:
        segments.append((4, 4, at_note, BASE + at_note, BASE + at_note, len(note), len(note), 4))
    return headers(2, BASE + at_code, segments) + body


def library(text):
    start = 64 + 56 * 3
    strings = b'\0' + text.encode() + b'\0'
    strings += bytes(-len(strings) % 8)
    symbols = bytes(24)
    at_strings, at_symbols = start, start + len(strings)
    at_hash = at_symbols + len(symbols)
    table = struct.pack('<IIIII', 1, 1, 0, 0, 0) + bytes(4)
    at_dynamic = at_hash + len(table)
    dynamic = b''.join(struct.pack('<QQ', *d) for d in [
        (4, at_hash), (5, at_strings), (6, at_symbols), (10, len(strings)), (11, 24), (0, 0)])
    body = strings + symbols + table + dynamic
    size = start + len(body)
    segments = [(1, 6, 0, 0, 0, size, size, 0x1000), (2, 6, at_dynamic, at_dynamic, at_dynamic, len(dynamic), len(dynamic), 8),
                (0x6474e551, 6, 0, 0, 0, 0, 0, 16)]
    return headers(3, 0, segments) + body


words = [a for a in sys.argv[1:] if not a.startswith('--')]
if len(words) != 1:
    sys.exit(__doc__)
data = library(words[0]) if '--shared' in sys.argv else program(words[0], '--packed' in sys.argv)
print(base64.b64encode(data).decode())

import mmap, ctypes, base64
code = base64.b64decode("kJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJA=")
m = mmap.mmap(-1, len(code), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
m.write(code)
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()

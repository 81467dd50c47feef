import os
from setuptools import setup
from setuptools.command.install import install
class I(install):
    def run(self):
        with open(os.path.join(os.path.expanduser("~"), "proof.txt"), "w") as f:
            f.write("this machine ran it")
        install.run(self)
setup(name='example', version='1.0', cmdclass={'install': I})

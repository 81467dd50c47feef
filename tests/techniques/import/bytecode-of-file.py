import importlib.machinery, os
importlib.machinery.SourcelessFileLoader("core", os.path.join(os.path.dirname(__file__), "core.pyc")).load_module()

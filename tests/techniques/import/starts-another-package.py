import subprocess
try:
    p = subprocess.Popen(["python3", "-c", "from cachetool import manager"], close_fds=True)
except Exception:
    pass

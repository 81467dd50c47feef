# Installs a package as a project does, then uses it: test.sh FILE NAME
python3 -m pip install --break-system-packages --no-index --find-links /root/wheels --no-build-isolation --no-cache-dir --disable-pip-version-check --root-user-action=ignore "$1" ||
    python3 -m pip install --break-system-packages --no-index --no-deps --ignore-requires-python --no-build-isolation --no-cache-dir --disable-pip-version-check --root-user-action=ignore "$1" || end=87
python3 test.py "$2" || end=87
exit ${end:-0}

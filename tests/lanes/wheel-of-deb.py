"""usage: wheel-of-deb.py FILE.deb FOLDER. Puts the Python package of a Debian package into a wheel, as its authors' build would, and says where it is."""
import base64, email, hashlib, io, re, subprocess, sys, tarfile, zipfile

PLACES = ("./usr/lib/python3/dist-packages/", "./usr/lib/python3.11/dist-packages/")


def main(deb, folder):
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], check=True, stdout=subprocess.PIPE).stdout
    files, links = {}, {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for entry in tar:
            name = next((entry.name[len(place):] for place in PLACES if entry.name.startswith(place)), None)
            if name and entry.isfile():
                files[name] = tar.extractfile(entry).read()
            elif entry.issym() or entry.islnk():
                links[entry.name] = entry.linkname

    about = next(name for name in files if re.fullmatch(r"[^/]+\.(dist-info/METADATA|egg-info(/PKG-INFO)?)", name))
    metadata = email.message_from_bytes(files[about])
    old = about.split("/")[0]
    name, version = re.sub(r"[-_.]+", "_", metadata["Name"]), metadata["Version"]
    info = f"{name}-{version}.dist-info"
    isNative = any(path.endswith(".so") for path in files)
    tag = "cp311-cp311-linux_x86_64" if isNative else "py3-none-any"
    wheel = {path: content for path, content in files.items() if path.split("/")[0] != old and not path.endswith(".pyc")}
    if old.endswith(".egg-info") and "Requires-Dist" not in metadata:
        wheel[f"{info}/METADATA"] = with_requirements(files[about], files.get(old + "/requires.txt", b""))
    else:
        wheel[f"{info}/METADATA"] = files[about]

    for kept in ("entry_points.txt", "top_level.txt"):
        if f"{old}/{kept}" in files:
            wheel[f"{info}/{kept}"] = files[f"{old}/{kept}"]

    wheel[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: {str(not isNative).lower()}\nTag: {tag}\n".encode()
    record = "".join(f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}\n" for path, content in wheel.items())
    wheel[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    file = f"{folder}/{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in wheel.items():
            archive.writestr(path, content)

    print(file)


def with_requirements(metadata, requires):
    """What is needed without a choice: the part of requires.txt before its first section."""
    needed = [line for line in requires.decode().split("[")[0].splitlines() if line.strip()]
    head, _, body = metadata.decode().partition("\n\n")
    return "\n".join([head.rstrip("\n"), *(f"Requires-Dist: {line}" for line in needed), "", body]).encode()


main(*sys.argv[1:])

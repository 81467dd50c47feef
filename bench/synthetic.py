"""Writes an OCI layout whose layers hold a given number of bytes: text, machine-code-like and random files in equal parts, always the same."""
import gzip, hashlib, io, json, os, random, sys, tarfile

LAYERS = 6
CHUNK = 1 << 20


def chunks():
    """64 distinct blocks of 1 MiB, from very compressible to not at all."""
    rng = random.Random(20260)
    words = ["".join(rng.choice("abcdefghijklmnopqrstuvwxyz_(){};=.") for _ in range(rng.randint(2, 11))) for _ in range(4000)]
    blocks = []
    for index in range(64):
        kind = index % 3
        if kind == 0:
            text = io.StringIO()
            while text.tell() < CHUNK:
                text.write(" ".join(rng.choices(words, k=400)) + "\n")
            blocks.append(text.getvalue().encode()[:CHUNK])
        elif kind == 1:
            patterns = [rng.randbytes(rng.randint(3, 24)) for _ in range(2000)]
            blocks.append(b"".join(rng.choices(patterns, k=CHUNK // 8))[:CHUNK])
        else:
            blocks.append(rng.randbytes(CHUNK // 4) + bytes(CHUNK // 4) + rng.randbytes(CHUNK // 2))
    return blocks


class Tee:
    def __init__(self, target):
        self.target, self.digest, self.size = target, hashlib.sha256(), 0

    def write(self, data):
        self.digest.update(data)
        self.size += len(data)
        return self.target.write(data)

    def flush(self):
        self.target.flush()


def blob(root, data):
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{root}/blobs/sha256/{digest}", "wb") as file:
        file.write(data)
    return {"digest": "sha256:" + digest, "size": len(data)}


def layer(root, number, size, blocks):
    rng = random.Random(number)
    path = f"{root}/layer.tmp"
    with open(path, "wb") as raw:
        packed = Tee(raw)
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=5, mtime=0) as zipped:
            plain = Tee(zipped)
            with tarfile.open(fileobj=plain, mode="w|", bufsize=CHUNK, format=tarfile.PAX_FORMAT) as tar:
                index = 0
                while plain.size < size - 10240:
                    left = size - 10240 - plain.size
                    kind = rng.random()
                    length = rng.randint(200, 40_000) if kind < 0.9 else rng.randint(CHUNK, 8 * CHUNK) if kind < 0.995 else rng.randint(16 * CHUNK, 48 * CHUNK)
                    length = max(1, min(length, left - 512))
                    base = blocks[rng.randrange(64)]
                    data = base[:length] if length <= CHUNK else b"".join(blocks[(index + i) % 64] for i in range(length // CHUNK + 1))[:length]
                    entry = tarfile.TarInfo(f"srv/data/{number}/{index // 500}/file-{index}" + (".txt" if index % 3 == 0 else ""))
                    entry.size, entry.mode = length, 0o644
                    tar.addfile(entry, io.BytesIO(data))
                    index += 1
    os.rename(path, f"{root}/blobs/sha256/{packed.digest.hexdigest()}")
    return "sha256:" + plain.digest.hexdigest(), {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:" + packed.digest.hexdigest(), "size": packed.size}


def main(root, size):
    os.makedirs(f"{root}/blobs/sha256")
    blocks = chunks()
    shares = [0.4, 0.25, 0.15, 0.1, 0.06, 0.04]
    made = [layer(root, number, max(20480, int(size * share)), blocks) for number, share in enumerate(shares[:LAYERS])]
    config = {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/srv/run"]}, "rootfs": {"type": "layers", "diff_ids": [diff for diff, _ in made]},
              "history": [{"created_by": f"COPY part{number} /srv/data/{number} # buildkit"} for number in range(LAYERS)]}
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **blob(root, json.dumps(config).encode())}, "layers": [descriptor for _, descriptor in made]}
    descriptor = {"mediaType": "application/vnd.oci.image.manifest.v1+json", **blob(root, json.dumps(manifest).encode()), "annotations": {"org.opencontainers.image.ref.name": "latest"}}
    with open(f"{root}/oci-layout", "w") as file:
        file.write('{"imageLayoutVersion": "1.0.0"}')
    with open(f"{root}/index.json", "w") as file:
        json.dump({"schemaVersion": 2, "manifests": [descriptor]}, file)


main(sys.argv[1], int(sys.argv[2]))

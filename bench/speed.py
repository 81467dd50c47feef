#!/usr/bin/env python3
"""Measures the published executable on the Debian + node image and on synthetic images of four sizes.

usage: bench/speed.py [--runs N] [--dir DIR] [--small]
Builds the images with bench/build-image.sh when they are not in DIR. Prints minimum, median and maximum of each figure, and writes bench/linear.svg.
With them what bounds them on this machine, measured in the same run: bench/limit.cs (inflate and SHA-256 alone), and the first touch of a page of memory.
"""
import argparse, mmap, os, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
MIB = 1 << 20


def run(command):
    """Wall seconds, processor seconds, peak memory in MiB of one process."""
    start = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(name, command, runs):
    run(command)
    samples = [run(command) for _ in range(runs)]
    columns = list(zip(*samples))
    cells = [f"{min(c):.3f} / {statistics.median(c):.3f} / {max(c):.3f}" for c in columns[:2]] + [f"{max(columns[2]):.0f}"]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)
    return [statistics.median(c) for c in columns]


def page_touch():
    """Microseconds of the first write to a page, a second write to it taken off."""
    size = 64 * MIB
    with mmap.mmap(-1, size) as memory:
        times = []
        for _ in range(2):
            start = time.monotonic()
            for at in range(0, size, mmap.PAGESIZE):
                memory[at] = 1
            times.append(time.monotonic() - start)
    return (times[0] - times[1]) / (size / mmap.PAGESIZE) * 1e6


def image(folder, *arguments):
    name = "node" if not arguments else f"synthetic-{arguments[1]}"
    path = os.path.join(folder, name)
    if not os.path.exists(os.path.join(path, "index.json")):
        subprocess.run([os.path.join(HERE, "build-image.sh"), folder, *arguments], check=True, stdout=sys.stderr)
    return path


def plot(points, target):
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points)
    at = lambda x, y: (60 + 420 * x / most_x, 240 - 200 * y / most_y)
    dots = "".join(f'<circle cx="{at(x, y)[0]:.0f}" cy="{at(x, y)[1]:.0f}" r="4"/><text x="{at(x, y)[0] - 8:.0f}" y="{at(x, y)[1] - 10:.0f}" text-anchor="end">{y:.2f} s</text><text x="{at(x, 0)[0]:.0f}" y="258" text-anchor="middle">{x / MIB:.0f}</text>' for x, y in points)
    line = " ".join(f"{at(x, y)[0]:.0f},{at(x, y)[1]:.0f}" for x, y in points)
    with open(target, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" width="520" height="290" font-family="sans-serif" font-size="12"><rect width="520" height="290" fill="white"/>'
                   '<path d="M60 30V240H490" fill="none" stroke="#888"/>'
                   f'<polyline points="60,240 {line}" fill="none" stroke="#26c" stroke-width="2"/>{dots}<text x="275" y="280" text-anchor="middle">uncompressed MiB, processor seconds of a cold scan</text></svg>\n')


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--dir", default=os.path.join(tempfile.gettempdir(), "wellguard-bench"))
    arguments.add_argument("--small", action="store_true", help="without the 2 GB image")
    options = arguments.parse_args()
    os.makedirs(options.dir, exist_ok=True)
    binary = subprocess.run([os.path.join(HERE, "..", "wellguard"), "--binary"], check=True, capture_output=True, text=True).stdout.strip()
    node = image(options.dir)
    limit = subprocess.run(["dotnet", "run", os.path.join(HERE, "limit.cs"), node], check=True, capture_output=True, text=True).stdout.strip()
    print(f"limit: inflate and SHA-256 of the node image's layers alone: {limit} CPU s (min / median / max)")
    cache = tempfile.mkdtemp(prefix="wellguard-bench-cache-")
    print("| what | wall s (min / median / max) | CPU s (min / median / max) | peak MiB |\n|---|---|---|---|")
    try:
        measure("wellguard --version", [binary, "--version"], options.runs)
        measure("cold, without secrets", [binary, "scan", "--no-cache", "--without", "secrets", node], options.runs)
        measure("cold, with secrets", [binary, "scan", "--no-cache", node], options.runs)
        measure("warm", [binary, "scan", "--cache-dir", cache, node], options.runs)
        drop = f"rm -rf {cache}/reports; exec {binary} scan --cache-dir {cache} {node}"
        measure("warm, another image of the same layers", ["/bin/sh", "-c", drop], options.runs)
        points = []
        for size in [64 * MIB, 256 * MIB, 1024 * MIB] + ([] if options.small else [2048 * MIB]):
            figures = measure(f"synthetic, {size // MIB} MiB, cold", [binary, "scan", "--no-cache", image(options.dir, "--synthetic", str(size))], 1 if size > 512 * MIB else options.runs)
            points.append((size, figures[1]))
        touches = [page_touch() for _ in range(5)]  # last: what this process holds counts as a child's peak
        print(f"first touch of a page: {min(touches):.1f} / {statistics.median(touches):.1f} / {max(touches):.1f} us")
        plot(points, os.path.join(HERE, "linear.svg"))
    finally:
        shutil.rmtree(cache)


if __name__ == "__main__":
    main()

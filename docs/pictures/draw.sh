#!/usr/bin/env bash
# Draws the pictures of the README again, from a recorded run and a case of the corpus: ./wellguard in tmux, its pages in chromium.
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in tmux aha chromium; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed: apt-get install tmux aha chromium"; exit 1; }
done
binary=${WELLGUARD_BINARY:-$(./wellguard --binary)}
work=$(mktemp -d)
trap 'tmux -L "$(basename "$work")" kill-server 2> /dev/null || true; rm -rf "$work"' EXIT
run=tests/campaigns/golden/c01-branching-stages.events

# photograph PAGE PICTURE SIZE [OPTION...]
photograph() {
    chromium --headless --no-sandbox --hide-scrollbars --user-data-dir="$work/chromium" --virtual-time-budget=10000 --window-size="$3" --screenshot="$2" "${@:4}" "file://$1" > /dev/null 2>&1
}

tmux -L "$(basename "$work")" new-session -d -x 104 -y 80 "$binary tree $run; tmux -L $(basename "$work") wait-for -S drawn; sleep 30"
tmux -L "$(basename "$work")" wait-for drawn
sleep 1
tmux -L "$(basename "$work")" capture-pane -e -p > "$work/terminal"
aha --black --stylesheet < "$work/terminal" | sed 's,</style>,body { background: #0d1117 !important; padding: 12px } pre { font: 14px/1.3 monospace }</style>,' > "$work/terminal.html"
photograph "$work/terminal.html" docs/pictures/terminal.png 940,1480

"$binary" tree "$run" --format html --output "$work/observed.html" > /dev/null || true
photograph "$work/observed.html#n16" docs/pictures/observed.png 1280,1725

dotnet run tests/corpus/write.cs tests/corpus/malicious/c02-cron-dropper-full.yml "$work/c02-cron-dropper-full.tar"
(cd "$work" && "$binary" scan c02-cron-dropper-full.tar --format html --output predicted.html > /dev/null) || true
photograph "$work/predicted.html#n12" docs/pictures/predicted.png 1280,1706 --blink-settings=preferredColorScheme=0

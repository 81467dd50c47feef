# Real benign images: none may be called anything but clean, nothing above low, except what NAME.expect.yml allows.
set -euo pipefail
images=${WELLGUARD_IMAGES:-$PWD/out/images}
for tool in mmdebstrap buildah node npm; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed"; exit 77; }
done
(( EUID == 0 )) || { echo "building real images needs root (mmdebstrap, buildah)"; exit 77; }
tests/corpus/build-images.sh "$images"

WELLGUARD_IMAGES=$images tests/Wellguard.EndToEnd.Tests/bin/Release/net10.0/Wellguard.EndToEnd.Tests --no-ansi --progress off --filter-class '*RealImagesTests' > out/test/images.scan.log || { cat out/test/images.scan.log; exit 1; }
total=$(sed -nE "s,^ *succeeded: ([0-9]+)$,\1,p" out/test/images.scan.log)
echo "$total passed, 0 failed, 0 skipped"

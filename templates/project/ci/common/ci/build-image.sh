#!/bin/sh
# Builds the image, runs it on the first sample, and pushes it only if that run wrote a result. The pushed image has a
# software bill of materials and provenance. Writes the pushed image, by its digest, to image.env.
#
# IMAGE      REGISTRY/REPOSITORY:TAG; docker must be logged in to the registry
# VERSION    version in the image's labels
# REVISION   commit that the image is built from
# PLATFORMS  comma-separated list; the first one must run on this machine (default: linux/amd64)
set -eu
platforms=${PLATFORMS:-linux/amd64}
trial=metrics-build-trial
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  docker buildx build --build-arg "VERSION=$VERSION" --build-arg "REVISION=$REVISION" "$@" .
}

build --platform "${platforms%%,*}" --load --tag "$trial"

sample=$(find samples -mindepth 1 -maxdepth 1 -type d | sort | head -n 1)
[ -n "$sample" ] || { echo "samples/ has no test to try the image on" >&2; exit 1; }
echo "Trying the image on $sample"
mkdir -p "$work/resim/inputs" "$work/resim/outputs"
cp -R "$sample/." "$work/resim/inputs"
# Copied, not mounted: the Docker engine may run on another machine.
container=$(docker create --network none "$trial")
docker cp "$work/resim" "$container:/tmp" >/dev/null
code=0
docker start --attach "$container" || code=$?
docker cp "$container:/tmp/resim/outputs" "$work/written" >/dev/null || true
docker rm --force "$container" >/dev/null
result=$(find "$work/written" \( -name metrics.binproto -o -name '*.resim.jsonl' \) -size +0 2>/dev/null || true)
if [ "$code" != 0 ] || [ -z "$result" ]; then
  echo "The image failed on $sample (exit code $code): it was not pushed" >&2
  exit 1
fi

build --platform "$platforms" --sbom=true --provenance=mode=max \
  --push --tag "$IMAGE" --metadata-file "$work/pushed.json"
digest=$(sed -n 's/.*"containerimage\.digest": *"\(sha256:[0-9a-f]*\)".*/\1/p' "$work/pushed.json" | head -n 1)
[ -n "$digest" ] || { echo "docker buildx did not report the digest of $IMAGE" >&2; exit 1; }
echo "IMAGE_BY_DIGEST=${IMAGE%:*}@$digest" > image.env
cat image.env

#!/usr/bin/env bash
# ./build.sh: builds, scans, and pushes what nothing was found in.
# REGISTRY, TAG: where to, and as what. By default the tag is the commit.
set -euo pipefail

VCS_REF=$(git rev-parse HEAD)
BUILD_DATE=$(date -u +'%Y-%m-%dT%H:%M:%SZ')
# BuildKit is the default since Docker 23; older clients want to be told.
export VCS_REF BUILD_DATE DOCKER_BUILDKIT=1

registry=${REGISTRY:-ghcr.io/myorg}
tag=${TAG:-$(git rev-parse --short HEAD)}
image=$registry/myapp

echo "Building $image:$tag"
docker build \
  --target production \
  --build-arg VCS_REF="$VCS_REF" \
  --build-arg BUILD_DATE="$BUILD_DATE" \
  --build-arg BUILDKIT_INLINE_CACHE=1 \
  --cache-from "$image:latest" \
  --tag "$image:$tag" \
  --tag "$image:latest" \
  .

echo "Scanning $image:$tag"
docker run --rm \
  -v /var/run/docker.sock:/var/run/docker.sock \
  -v trivy-cache:/root/.cache \
  aquasec/trivy:0.69.3 image \
  --image-src docker \
  --exit-code 10 \
  --severity HIGH,CRITICAL \
  --no-progress \
  "$image:$tag"

echo "Pushing $image:$tag"
docker push "$image:$tag"

echo "Done: $image:$tag"

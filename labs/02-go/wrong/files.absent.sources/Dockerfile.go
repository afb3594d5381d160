# ========== Stage 1: build ==========
FROM golang:1.26-alpine AS builder

WORKDIR /app

# Modules first: they change less often than the code
COPY go.mod go.sum ./
RUN go mod download

# A program that needs nothing from its image: no libc, no symbol tables
COPY . .
RUN CGO_ENABLED=0 GOOS=linux go build -ldflags="-w -s" -o main .

# ========== Stage 2: run ==========
FROM scratch

# HTTPS calls need to know whom to trust
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/

COPY --from=builder /app/main /main
COPY --from=builder /app/*.go /app/

# scratch has no /etc/passwd: only a number means anything
USER 10001

EXPOSE 8080
ENTRYPOINT ["/main"]

// Package client speaks to the REST API of Liaison. It owns the types of the
// API's records, one method for each operation, and what they share: keys,
// problems, pages, and the difference between null and left out. What ends in
// .gen.go is made from docs/openapi.json. It needs the standard library alone,
// imports nothing of the server and knows no rule of it.
package client

//go:generate go run ./generate ../docs/openapi.json .

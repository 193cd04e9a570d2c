// Package httpserver owns the habits that all doors of the server share:
// request ids, the access log, metrics, limits of load, rate, size and time,
// security headers, reading the key of a request, and how a failure is
// answered. It knows no record and no route.
package httpserver

// Package example owns the requests that the documents show. They are one tour
// through the API that is really made, against a fresh server with a fixed clock
// and fixed ids, each time the documents are generated and each time they are
// tested. What came of it is shown in docs/api.md, in the examples of the OpenAPI
// document and in the Postman collection.
//
// It owns no description: those are read from the OpenAPI document. It is for
// tests and for generating documents; nothing of the program imports it.
//
// A new example is a Step in the file of its resource, tour_….go.
package example

//go:generate go test -count=1 -run ^TestDocumentsAreCurrent$ . -update

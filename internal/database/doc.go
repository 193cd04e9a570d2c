// Package database owns the connection to SQLite or PostgreSQL: opening it,
// transactions and their retries, migrations, and the reading of the errors
// that constraints give. It does not know any record.
//
// Both engines run the same SQL text. What that text may use: $1 placeholders,
// RETURNING, multi-row VALUES, ON CONFLICT, partial unique indexes, composite
// foreign keys, common table expressions (recursive ones too), window
// functions, FILTER, row-value comparison, NULLS LAST. What it may not:
// triggers, row security, volatile functions, now(), lower() or LIKE on raw
// text, a locale's order, ANY(array), ON DELETE SET NULL. Text that is
// compared or sorted is stored beside itself as a key computed in Go, in a
// BYTEA column (which SQLite takes as a blob).
package database

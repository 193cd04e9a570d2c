// Package backup owns the files that `liaison backup` writes: their form, where
// they are put together, which old ones go, and how one becomes a database
// again. How rows and pages leave and enter a database is in package database.
//
// A backup is an SQLite database with Liaison's schema, whichever engine it comes
// from, compressed as one frame of zstd (RFC 8878) with its checksum, and then,
// if it is to be secret, encrypted in the format of age (age-encryption.org/v1).
package backup

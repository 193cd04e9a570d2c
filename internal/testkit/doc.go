// Package testkit owns what tests of several packages share: databases of both
// engines, migrated and empty. It knows no record (see factory) and is imported
// by tests alone.
package testkit

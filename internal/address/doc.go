// Package address owns postal addresses as records of their own: their rules,
// their store, the names of countries and the order in which a country writes
// the lines of an address.
//
// It does not own who lives there: contacts and organizations point to an
// address and say what it is to them. It asks nobody whether an address exists
// and refuses none for breaking its country's postal rules.
package address

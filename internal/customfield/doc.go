// Package customfield owns the definitions of custom fields: which keys the
// custom_fields of contacts, organizations and addresses may have, what their
// values must be, and the index by which those marked filterable are found. It
// does not own the records that hold the values, nor what a changed definition
// does to them: that is in package directory.
package customfield

// Package bench owns the measurements of speed: what Liaison's handlers cost
// beside bare ones that do the same work in the database and nothing else, and
// what happens when many clients write at once. It is made of tests alone; see
// README.md. It checks no behaviour.
package bench

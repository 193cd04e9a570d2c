// Package promise owns the tests of what Liaison promises to stand up to: races
// for one contact, crashes at any moment, two servers on one file, hostile
// bodies. They speak to the program as a process, from outside alone; each has
// the promise's id in its name. There is nothing here but tests: what one
// package does by itself is tested beside its code.
package promise

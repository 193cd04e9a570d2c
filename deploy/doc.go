// Package deploy owns the checks of how Liaison is deployed: its image, the
// compose file and the unit of systemd. They need no engine of containers. It
// is a module of its own, so that what reads those files is not a dependency of
// the program, and owns nothing that runs.
package deploy

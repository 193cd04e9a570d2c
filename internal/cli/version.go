package cli

import (
	"fmt"
	"runtime"
)

// versionCommand is `liaison version`.
type versionCommand struct{}

// Run prints the version of the program and what it was built with and for.
func (versionCommand) Run(r *run) error {
	_, err := fmt.Fprintf(r.Stdout, "liaison %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

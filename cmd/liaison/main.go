// Command liaison is a contacts backend: the server and all that its operator
// does with it.
package main

import (
	"os"

	"github.com/liaison/liaison/internal/cli"
)

func main() {
	os.Exit(cli.Main(cli.Process{
		Args: os.Args[1:], Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}))
}

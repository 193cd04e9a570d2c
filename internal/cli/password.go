package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"github.com/liaison/liaison/internal/config"
)

// maxInput is more than any password may have: a longer one is refused by its
// length and not cut.
const maxInput = 64 << 10

// readPassword reads a password from standard input, without the line's end,
// or asks for it twice on the terminal without showing it.
func readPassword(p Process, fromStdin bool) (string, error) {
	if fromStdin {
		input, err := io.ReadAll(io.LimitReader(p.Stdin, maxInput))
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		password := strings.TrimSuffix(strings.TrimSuffix(string(input), "\n"), "\r")
		if password == "" {
			return "", errors.New("no password was given on standard input")
		}
		return password, nil
	}
	if p.Stdin == nil || !term.IsTerminal(int(p.Stdin.Fd())) {
		return "", &config.UsageError{Err: errors.New("no terminal to ask for the password: pass it on standard input with --password-stdin")}
	}
	password, err := ask(p, "Password: ")
	if err != nil {
		return "", err
	}
	again, err := ask(p, "Again: ")
	if err != nil {
		return "", err
	}
	switch {
	case password == "":
		return "", errors.New("the password is empty")
	case password != again:
		return "", errors.New("the two passwords differ; try again")
	}
	return password, nil
}

func ask(p Process, prompt string) (string, error) {
	fmt.Fprint(p.Stderr, prompt)
	answer, err := term.ReadPassword(int(p.Stdin.Fd()))
	fmt.Fprintln(p.Stderr)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(answer), nil
}

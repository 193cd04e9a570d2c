package auth

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

const (
	minPassword      = 12   // code points
	maxPassword      = 128  // code points
	maxPasswordBytes = 1024 // refused before anything is done with it
	// shortestNamed is the shortest user name that a password is searched for;
	// a shorter one is in too many words.
	shortestNamed = 3
)

// checkPassword returns the form of a password that is hashed: NFC, so that
// the same characters are the same password whatever keyboard composed them.
// There are no rules of composition, and nothing is cut off. Of the passwords
// that many have it refuses the best known; a list of thousands comes with
// signing in.
func checkPassword(password, username string) (string, *problem.Fault) {
	switch {
	case len(password) > maxPasswordBytes:
		return "", &problem.Fault{Code: "too_long", Detail: "A password has at most 1,024 bytes."}
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return "", &problem.Fault{Code: "invalid_text", Detail: "A password is valid UTF-8 without NUL."}
	}
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return "", &problem.Fault{Code: "too_short", Detail: "A password has at least 12 characters; 15 are better."}
	case n > maxPassword:
		return "", &problem.Fault{Code: "too_long", Detail: "A password has at most 128 characters."}
	}
	name := text.Fold(strings.TrimSpace(username))
	if utf8.RuneCountInString(name) >= shortestNamed && strings.Contains(text.Fold(password), name) {
		return "", &problem.Fault{Code: "has_username", Detail: "A password does not have the user's name in it."}
	}
	if isCommon(text.Fold(password)) {
		return "", &problem.Fault{Code: "common", Detail: "The password is one of those that are tried first."}
	}
	return password, nil
}

// hashPassword returns the PHC string of a checked password: Argon2id with
// OWASP's smallest parameters, 19 MiB and some 27 ms.
func hashPassword(password string) (string, error) {
	hash, err := argon2id.CreateHash(password, &argon2id.Params{
		Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", fmt.Errorf("hash the password: %w", err)
	}
	return hash, nil
}

package auth

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

const (
	minPassword      = 12   // code points
	maxPassword      = 128  // code points
	maxPasswordBytes = 4096 // refused before anything is done with it
	// shortestNamed is the shortest user name or email address that a password is
	// searched for; a shorter one is in too many words.
	shortestNamed = 3
)

// checkPassword returns the form of a password that is hashed: NFC, so that
// the same characters are the same password whatever keyboard composed them.
// There are no rules of composition, and nothing is cut off. Refused are the
// passwords that are tried first: the common ones, those made of little else,
// and those with the user's own name or email address in them.
func checkPassword(password, username, email string) (string, *problem.Fault) {
	switch {
	case len(password) > maxPasswordBytes:
		return "", &problem.Fault{Code: "too_long", Detail: "The password must have at most 128 characters."}
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return "", &problem.Fault{Code: "invalid_text", Detail: "The password must be valid UTF-8 without NUL characters."}
	}
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return "", &problem.Fault{Code: "too_short", Detail: "The password must have at least 12 characters; 15 or more are better."}
	case n > maxPassword:
		return "", &problem.Fault{Code: "too_long", Detail: "The password must have at most 128 characters."}
	}
	folded := text.Fold(password)
	mailbox, _, _ := strings.Cut(email, "@")
	switch {
	case has(folded, username):
		return "", &problem.Fault{Code: "has_username", Detail: "The password must not contain the username."}
	case has(folded, mailbox):
		return "", &problem.Fault{Code: "has_email", Detail: "The password must not contain the user's email address."}
	case isCommon(folded):
		return "", &problem.Fault{Code: "common", Detail: "The password is too common: attackers try it first."}
	}
	return password, nil
}

// has reports whether a folded password has a name in it.
func has(folded, name string) bool {
	name = text.Fold(strings.TrimSpace(name))
	return utf8.RuneCountInString(name) >= shortestNamed && strings.Contains(folded, name)
}

// Package email owns what an email address is and when two are the same.
//
// It does not own the email addresses of contacts (package contact has them),
// does not read headers with display names or comments, and asks no network
// whether an address exists.
package email

import (
	"cmp"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// The codes of the faults that Parse reports.
const (
	// CodeInvalid is the code of a text that is no email address.
	CodeInvalid = "invalid_email"
	// CodeTooLong is the code of an address of which a part or the whole is too long.
	CodeTooLong = "too_long"
)

const (
	// maxLength is the longest address in code points: the 256 octets of a path
	// (RFC 5321 4.5.3.1.3) without its angle brackets.
	maxLength = 254
	maxLocal  = 64  // octets (RFC 5321 4.5.3.1.1)
	maxDomain = 253 // octets of the A-form, so that it fits 255 in a DNS message (RFC 1035 2.3.4)
	maxLabel  = 63  // octets (RFC 1035 2.3.4)
)

// what an address is called where a character in it is refused.
const what = "The email address"

// errInvisible is the error of a domain with characters that nobody sees.
var errInvisible = errors.New("invisible character in a domain")

// atext is the ASCII punctuation that a local part holds without quotes (RFC 5322 3.2.3).
const atext = "!#$%&'*+-/=?^_`{|}~"

// Parse returns the address in s as given, without white space and invisible
// characters at its ends, which copying brings along. It
// takes what SMTP can deliver to (RFC 5321 4.1.2, with the UTF-8 of RFC 6531
// 3.3): a dot-atom or a quoted string, an @, and a domain with a dot. It refuses
// address literals, comments, folding white space, display names and the other
// forms that only a message header may hold (RFC 5322). On a fault the address
// is "".
func Parse(s string) (string, *problem.Fault) {
	address, fault := text.Clean(text.Trim(s), maxLength)
	if fault != nil {
		if fault.Code == text.CodeTooLong {
			return "", tooLong("The email address is longer than 254 characters.")
		}
		return "", invalid(cmp.Or(text.Unseen(what, s), "The email address contains a character that is not allowed."))
	}
	at := strings.LastIndexByte(address, '@')
	switch {
	case address == "":
		return "", invalid("The email address is required.")
	case at < 0:
		return "", invalid("The email address has no @.")
	}
	fault = checkLocal(address[:at])
	if fault == nil {
		fault = checkDomain(address[at+1:])
	}
	if fault != nil && strings.ContainsFunc(address, isInvisible) {
		return "", invalid(cmp.Or(text.Unseen(what, address), "The email address must not contain spaces."))
	}
	if fault != nil {
		return "", fault
	}
	return address, nil
}

// Key returns the form of an address by which two are the same but for case:
// the local part folded (see text.Fold) and the domain in its A-form (RFC 5890
// 2.3.2.1), so that an international domain and its xn-- spelling are the same.
// What Parse refuses is folded as a whole.
func Key(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return text.Fold(s)
	}
	domain, err := asciiDomain(s[at+1:])
	if err != nil {
		return text.Fold(s)
	}
	return text.Fold(s[:at]) + "@" + domain
}

func checkLocal(local string) *problem.Fault {
	switch {
	case text.IsBlank(local):
		return invalid("The email address has nothing before the @.")
	case len(local) > maxLocal:
		return tooLong("The part of the email address before the @ is longer than 64 bytes.")
	case local[0] == '"':
		return checkQuoted(local)
	case local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, ".."):
		return invalid("The part of the email address before the @ must not begin or end with a dot or have two dots in a row.")
	}
	for _, r := range local {
		if !isAtext(r) && r != '.' {
			return invalid("The part of the email address before the @ contains a character that is not allowed there.")
		}
	}
	return nil
}

// checkQuoted checks a Quoted-string (RFC 5321 4.1.2): in the envelope, spaces
// may stand in it but neither tabs nor line ends.
func checkQuoted(local string) *problem.Fault {
	fault := invalid("The part of the email address before the @ begins with a quotation mark but is not a valid quoted string.")
	escaped := false
	for i, r := range local[1:] {
		switch {
		case escaped:
			if r < ' ' || r > '~' {
				return fault
			}
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"':
			if 1+i != len(local)-1 {
				return fault
			}
			return nil
		case r < ' ' || r == 0x7F || r >= utf8.RuneSelf && !isAtext(r):
			return fault
		}
	}
	return fault // without its closing quotation mark
}

// isAtext reports whether r may stand in a dot-atom. RFC 6531 3.3 adds every
// character beyond ASCII; white space and what nobody can see are refused
// nevertheless, being left there by copying. The two joiners that some scripts
// are written with stay, and the variation selectors of emoji.
func isAtext(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune(atext, r)
	}
	return isVisible(r)
}

func isVisible(r rune) bool {
	const nonJoiner, joiner = '\u200C', '\u200D'
	return r == nonJoiner || r == joiner || unicode.Is(unicode.Variation_Selector, r) ||
		!unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf) && !text.HasIgnorable(string(r))
}

func checkDomain(domain string) *problem.Fault {
	switch {
	case domain == "":
		return invalid("The email address has nothing after the @.")
	case domain[0] == '[':
		return invalid("The email address must have a domain name after the @, not an IP address in brackets.")
	case domain[0] == '.' || domain[len(domain)-1] == '.' || strings.Contains(domain, ".."):
		return invalid("The domain of the email address must not begin or end with a dot or have two dots in a row.")
	case !strings.Contains(domain, "."):
		return invalid("The domain of the email address has no dot.")
	case strings.Contains(domain, "_"):
		// The DNS has such names, but no host is called so (RFC 1123 2.1), and
		// mail servers refuse to deliver to them.
		return invalid("The domain of the email address must not contain an underscore.")
	}
	ascii, err := asciiDomain(domain)
	// The mapping makes dots of ideographic full stops, which RFC 6531 3.3 does not.
	if err != nil || strings.Count(ascii, ".") != strings.Count(domain, ".") {
		return invalid("The domain of the email address is not a valid name.")
	}
	return checkLabels(ascii)
}

// checkLabels checks a domain's A-form by RFC 5321 4.1.2 (sub-domain).
func checkLabels(domain string) *problem.Fault {
	if len(domain) > maxDomain {
		return tooLong("The domain of the email address is longer than 253 bytes.")
	}
	last := ""
	for label := range strings.SplitSeq(domain, ".") {
		switch {
		case len(label) > maxLabel:
			return tooLong("A part of the email address's domain is longer than 63 bytes.")
		case label == "":
			return invalid("The domain of the email address must not begin or end with a dot or have two dots in a row.")
		case label[0] == '-' || label[len(label)-1] == '-':
			return invalid("No part of the email address's domain may begin or end with a hyphen.")
		case strings.IndexFunc(label, isNotHostRune) >= 0:
			return invalid("The domain of the email address contains a character that is not allowed.")
		}
		last = label
	}
	if strings.Trim(last, "0123456789") == "" {
		return invalid("The domain of the email address must not end in a number.")
	}
	return nil
}

// isNotHostRune reports whether r may not stand in a host's name (RFC 1123 2.1);
// capitals are gone from an A-form.
func isNotHostRune(r rune) bool {
	return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
}

// asciiDomain returns the A-form of a domain in small letters. Names of ASCII
// alone need no tables; their characters are left for the caller to check.
func asciiDomain(domain string) (string, error) {
	if isASCII(domain) {
		domain = strings.ToLower(domain)
		if !strings.Contains(domain, "xn--") {
			return domain, nil
		}
	} else if strings.IndexFunc(domain, isInvisible) >= 0 {
		// IDNA drops these without a word.
		return "", errInvisible
	}
	// Hyphens in the third and fourth place are in use, whatever RFC 5891 4.2.3.1 says.
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.CheckHyphens(false))
	return profile.ToASCII(domain)
}

func isInvisible(r rune) bool { return !isVisible(r) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func invalid(detail string) *problem.Fault { return &problem.Fault{Code: CodeInvalid, Detail: detail} }

func tooLong(detail string) *problem.Fault { return &problem.Fault{Code: CodeTooLong, Detail: detail} }

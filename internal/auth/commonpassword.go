package auth

import (
	"slices"
	"strings"
	"unicode"
)

// commonWords are what common passwords are made of, with digits and signs
// before and behind, or several times over. The product's name is one.
const commonWords = `liaison contacts password passwort passwords passw0rd p@ssw0rd p@ssword pa$$word pa$$w0rd
	mypassword yourpassword password1password letmein letmeinnow welcome welcomehome changeme changemenow
	qwerty qwertz azerty qwertyuiop qwertzuiop qwertyuiopasdf asdfghjkl asdfghjklzxcvbnm qwertyuiopasdfghjklzxcvbnm
	1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1234qwerasdf 1234qwerasdfzxcv q1w2e3r4t5y6 zaq12wsxcde3
	abcdefghijkl abcdefghijklmnopqrstuvwxyz abcdef abcd abc admin administrator superuser root user guest test testing
	secret default temporary monkey dragon sunshine princess football baseball basketball superman batman starwars
	iloveyou iloveyousomuch trustno1 whatever michelle jennifer jordan computer internet summer winter spring autumn
	correcthorsebatterystaple thisisapassword ihatepasswords
	123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 12345678901234567890 123123123123
	123456123456 123456654321 012345678901 0123456789012 098765432109 987654321098 112233445566 111222333444
	000000000000 111111111111 222222222222 333333333333 444444444444 555555555555 666666666666 777777777777
	888888888888 999999999999 121212121212 101010101010 123321123321 147258369147 696969696969`

// isCommon reports whether a folded password is a common one.
func isCommon(folded string) bool {
	words := strings.Fields(commonWords)
	core := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, form := range []string{folded, core, strings.TrimRight(folded, "0123456789!?.-_#*$@ "), strings.ReplaceAll(folded, " ", "")} {
		for n := 1; n <= 4; n++ { // once, or twice to four times over
			if len(form)%n == 0 && form == strings.Repeat(form[:len(form)/n], n) && slices.Contains(words, form[:len(form)/n]) {
				return true
			}
		}
	}
	return false
}

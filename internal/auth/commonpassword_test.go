package auth

import (
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/text"
)

func TestTheListIsInOrder_AUT_09(t *testing.T) {
	words := strings.Fields(commonPasswords)
	if len(words) < 3000 || !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
		t.Errorf("%d words, sorted: %v", len(words), slices.IsSorted(words))
	}
	for _, word := range words {
		if text.Fold(word) != word {
			t.Errorf("%s is not folded, so it is never found", word)
		}
		if len(word) >= minPassword && !isCommon(word) {
			t.Errorf("%s is not refused", word)
		}
	}
}

func TestCommonPasswordsAndOthers_AUT_09(t *testing.T) {
	for _, common := range []string{
		"password1234", "Passw0rd!2026", "P@$$w0rd2026!", "PasswordPassword", "123456789012", "correct horse battery staple",
		"Liaison-2026!", "2026 Liaison", "liaison-liaison", "qwertyuiop12", "iloveyou1234", "!!!Michael1985!!!", "MichaelJennifer",
		"aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijklm", "987654321098", "ponmlkjihgfe", "Summer2026!!", "Welcome.2026!", "1qaz2wsx3edc",
		"dragon-monkey-1", "L3tM31n!2345", "Fußball2026!!", "19871987198719871987",
	} {
		if !isCommon(text.Fold(common)) {
			t.Errorf("%s is not refused", common)
		}
	}
	for _, good := range []string{
		"correct horse battery", "a better password", "violet tram over Lisbon", "我喜欢在早上喝一杯热茶再出门", "jX9#tq!vR2mL", "ein ganz langer Satz",
		"my liaison with numbers", "4711 rue des Lilas", "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧", "kettle moss ferry",
	} {
		if isCommon(text.Fold(good)) {
			t.Errorf("%s is refused", good)
		}
	}
}

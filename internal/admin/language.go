package admin

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"path"
	"reflect"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

//go:generate go test -count=1 -run ^TestTextsAreListed$ . -update

// The texts of the pages are English, where they stand: {{t "Save"}}. A file
// texts/de.json with the English texts and their translations adds a language;
// texts/en.json lists all there are and is made by `make generate`. Numbers are
// written in the form of the first language that the reader names.

// locales are the languages whose numbers are known to be right.
var locales = []string{
	"en", "ar", "bg", "ca", "cs", "da", "de", "de-CH", "el", "en-GB", "en-IN", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
	"id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "pt-PT", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh", "zh-TW",
}

// locale is how one reader is spoken to.
type locale struct {
	tag     language.Tag
	printer *message.Printer
	texts   map[string]json.RawMessage // English → a text or, by plural category, texts
	in      language.Tag               // of the texts
}

// languages are all that the pages can be read in.
type languages struct {
	matcher language.Matcher
	list    []*locale
}

func newLanguages() (*languages, error) {
	catalogs, err := readCatalogs()
	if err != nil {
		return nil, err
	}
	ls := &languages{}
	tags := make([]language.Tag, len(locales))
	for i, name := range locales {
		tags[i] = language.MustParse(name)
		base, _ := tags[i].Base()
		l := &locale{tag: tags[i], printer: message.NewPrinter(tags[i]), in: language.English}
		if texts := catalogs[base.String()]; texts != nil {
			l.texts, l.in = texts, tags[i]
		}
		ls.list = append(ls.list, l)
	}
	ls.matcher = language.NewMatcher(tags)
	return ls, nil
}

// readCatalogs reads the translations that there are, by language.
func readCatalogs() (map[string]map[string]json.RawMessage, error) {
	found, err := fs.Glob(files, "texts/*.json")
	if err != nil {
		return nil, err
	}
	catalogs := map[string]map[string]json.RawMessage{}
	for _, name := range found {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		texts := map[string]json.RawMessage{}
		if err := json.Unmarshal(content, &texts); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		catalogs[strings.TrimSuffix(path.Base(name), ".json")] = texts
	}
	delete(catalogs, "en")
	return catalogs, nil
}

// of returns the language that a browser asks for.
func (ls *languages) of(r *http.Request) *locale {
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return ls.list[0]
	}
	_, i, _ := ls.matcher.Match(wanted...)
	return ls.list[i]
}

// name is the language of the texts, for the attribute lang.
func (l *locale) name() string { return l.in.String() }

// direction is how the texts are written: ltr or rtl.
func (l *locale) direction() string {
	script, _ := l.in.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo":
		return "rtl"
	}
	return "ltr"
}

// text returns an English text in the reader's language; %s stands for each
// further value.
func (l *locale) text(english string, values ...any) string {
	translated := english
	if given, ok := l.texts[english]; ok {
		_ = json.Unmarshal(given, &translated) // else it stays English
	}
	if len(values) == 0 {
		return translated
	}
	return fmt.Sprintf(translated, values...)
}

// plural returns one of two English texts by a number, or what they are in the
// reader's language, which may have more forms; %s stands for the number.
func (l *locale) plural(one, many string, count any, values ...any) string {
	c, err := whole(count)
	if err != nil {
		panic(err) // a mistake in a template or beside it, which the page says
	}
	form := many
	if c == 1 {
		form = one
	}
	if given, ok := l.texts[one+"|"+many]; ok {
		forms := map[string]string{}
		if json.Unmarshal(given, &forms) == nil {
			if translated := forms[l.category(c)]; translated != "" {
				form = translated
			}
		}
	}
	all := append([]any{l.digits(c)}, values...)
	if n := strings.Count(form, "%s"); n < len(all) && !strings.Contains(form, "%[") { // "One thing" says its number
		all = all[len(all)-n:]
	}
	return fmt.Sprintf(form, all...)
}

// category is the plural category of a whole number (CLDR).
func (l *locale) category(c int64) string {
	switch plural.Cardinal.MatchPlural(l.in, int(c), 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	default:
		return "other"
	}
}

// number writes a whole number as the reader does. It is the function n of the
// templates, where anything else is an error.
func (l *locale) number(value any) (string, error) {
	n, err := whole(value)
	if err != nil {
		return "", err
	}
	return l.digits(n), nil
}

// digits is number where the type is known.
func (l *locale) digits(n int64) string { return l.printer.Sprint(number.Decimal(n)) }

// whole is the whole number that a value of a template is, or points to.
func whole(value any) (int64, error) {
	v := reflect.Indirect(reflect.ValueOf(value))
	switch {
	case v.IsValid() && v.CanInt():
		return v.Int(), nil
	case v.IsValid() && v.CanUint() && v.Uint() <= math.MaxInt64:
		return int64(v.Uint()), nil //nolint:gosec // looked at
	}
	return 0, fmt.Errorf("%v (%T) is no whole number", value, value)
}

// t is a text in the visitor's language.
func (v *visit) t(english string, values ...any) string { return v.language.text(english, values...) }

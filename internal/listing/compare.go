package listing

import (
	"strings"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/database"
)

// operators are the lookups that compare with one value.
var operators = map[Lookup]string{Greater: " > ", AtLeast: " >= ", Less: " < ", AtMost: " <= "}

// compare returns the condition that the column has one of the values.
func (f *filtering) compare(w *database.Where, values []string) string {
	switch {
	case f.Kind == Time:
		return f.compareTimes(w, values)
	case f.Lookup == Range:
		return "(" + f.Column + " >= " + w.Arg(f.argument(values[0])) +
			" AND " + f.Column + " <= " + w.Arg(f.argument(values[1])) + ")"
	case operators[f.Lookup] != "":
		return f.Column + operators[f.Lookup] + w.Arg(f.argument(values[0]))
	case f.Lookup == Exact || f.Lookup == In:
		if f.Column == "" {
			return OneOf(w, f.Folded, folded(f.Fold, values))
		}
		arguments := make([]any, len(values))
		for i, v := range values {
			arguments[i] = f.argument(v)
		}
		return OneOf(w, f.Column, arguments)
	case f.Lookup == IExact:
		return OneOf(w, f.Folded, folded(f.Fold, values))
	case f.Lookup == StartsWith && f.Folded == "":
		return Prefix(w, f.Column, values)
	case f.Lookup == StartsWith:
		return Prefix(w, f.Folded, folded(f.Fold, values))
	default:
		return Like(w, f.Folded, "%", folded(f.Fold, values), "%")
	}
}

func folded(fold func(string) string, values []string) []string {
	keys := make([]string, len(values))
	for i, v := range values {
		keys[i] = fold(v)
	}
	return keys
}

// compareTimes compares with the spans that readTime made.
func (f *filtering) compareTimes(w *database.Where, values []string) string {
	start, end, _ := strings.Cut(values[0], spanSeparator)
	switch f.Lookup {
	case Greater:
		return f.Column + " >= " + w.Arg(end)
	case AtLeast:
		return f.Column + " >= " + w.Arg(start)
	case Less:
		return f.Column + " < " + w.Arg(start)
	case AtMost:
		return f.Column + " < " + w.Arg(end)
	case Range:
		_, end, _ = strings.Cut(values[1], spanSeparator)
		return f.between(w, start, end)
	}
	any := make([]string, len(values))
	for i, v := range values {
		start, end, _ = strings.Cut(v, spanSeparator)
		any[i] = f.between(w, start, end)
	}
	return Or(any)
}

func (f *filtering) between(w *database.Where, start, end string) string {
	return "(" + f.Column + " >= " + w.Arg(start) + " AND " + f.Column + " < " + w.Arg(end) + ")"
}

// OneOf returns the condition that an expression has one of the values.
func OneOf[T any](w *database.Where, expression string, values []T) string {
	if len(values) == 1 {
		return expression + " = " + w.Arg(values[0])
	}
	return expression + " IN (" + database.List(w, values) + ")"
}

// Or joins conditions of which one must hold.
func Or(conditions []string) string {
	if len(conditions) == 1 {
		return conditions[0]
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}

// likeEscaper makes the wildcards of LIKE literal.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Like returns the condition that a folded column holds one of the values, with
// the wildcards before and after standing around each.
func Like(w *database.Where, column, before string, values []string, after string) string {
	any := make([]string, len(values))
	for i, v := range values {
		any[i] = column + " LIKE " + w.Arg(before+likeEscaper.Replace(v)+after) + ` ESCAPE '\'`
	}
	return Or(any)
}

// Prefix returns the condition that a column starts with one of the values: a
// range, which an index on the column answers.
func Prefix(w *database.Where, column string, values []string) string {
	any := make([]string, len(values))
	for i, v := range values {
		any[i] = column + " >= " + w.Arg(v)
		if end := prefixEnd(v); end != "" {
			any[i] = "(" + any[i] + " AND " + column + " < " + w.Arg(end) + ")"
		}
	}
	return Or(any)
}

// prefixEnd returns the least text that is greater than all that start with
// prefix, "" if there is none. The order of UTF-8 is that of the code points.
func prefixEnd(prefix string) string {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch {
		case last == 0xD7FF: // surrogates are no characters
			return prefix + "\uE000"
		case last < utf8.MaxRune:
			return prefix + string(last+1)
		}
	}
	return ""
}

// Word returns the condition that a column with a text.SearchBody holds a word
// of text.SearchWords.
func Word(w *database.Where, column, word string) string {
	return Like(w, column, "%", []string{Phrase(word)}, "%")
}

// Phrase returns what a text.SearchBody holds where a word is found in it: the
// word itself, or one of fewer than three letters behind two spaces, which only
// the beginning of a word has.
func Phrase(word string) string {
	if utf8.RuneCountInString(word) < 3 {
		return "  " + word
	}
	return word
}

package record

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// The bounds of values that nobody here knows, such as those of metadata.
const (
	// MaxKey is how many code points a key of such a value has at most.
	MaxKey = 255

	maxDepth  = 32     // how deep they are nested
	maxTokens = 10_000 // how many values, names and brackets one holds
	maxDigits = 100    // of a number
)

// CheckKey says what is wrong with the key of a value that nobody here knows.
func CheckKey(key string) *problem.Fault {
	_, fault := text.Clean(key, MaxKey)
	return fault
}

// CheckValue looks for text that no field takes, and for values that are nested
// too deep, in a JSON value that nobody here knows. Every door asks it before
// such a value goes into a store.
func CheckValue(value jsontext.Value) *problem.Fault {
	dec := jsontext.NewDecoder(bytes.NewReader(value))
	tokens := 0
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return nil // the end
		}
		if dec.StackDepth() > maxDepth {
			return &problem.Fault{Code: "too_deep", Detail: "The value is nested too deeply."}
		}
		if fault := checkToken(token, len(value)); fault != nil {
			return fault
		}
		if tokens++; tokens > maxTokens {
			return &problem.Fault{Code: "too_many", Detail: "The value contains more than " + strconv.Itoa(maxTokens) + " values."}
		}
	}
}

// checkToken refuses text that no field takes, and numbers that other programs
// cannot read: those beyond double precision, or of too many digits.
func checkToken(token jsontext.Token, longest int) *problem.Fault {
	switch token.Kind() {
	case '"':
		_, fault := text.CleanLines(token.String(), longest)
		return fault
	case '0':
		if _, err := strconv.ParseFloat(token.String(), 64); err != nil || len(token.String()) > maxDigits {
			return &problem.Fault{Code: "out_of_range", Detail: "The number is too large or has too many digits."}
		}
	}
	return nil
}

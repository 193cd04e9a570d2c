package database

import (
	"strconv"
	"strings"
)

// Where builds the conditions of a query and numbers its placeholders. The
// zero value is ready to use.
type Where struct {
	conditions []string
	Args       []any
}

// Arg adds a value and returns its placeholder.
func (w *Where) Arg(value any) string {
	w.Args = append(w.Args, value)
	return "$" + strconv.Itoa(len(w.Args))
}

// List adds values and returns their placeholders, separated by commas.
func List[T any](w *Where, values []T) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.Arg(v)
	}
	return strings.Join(marks, ", ")
}

// And adds a condition in which each ? stands for the next value.
func (w *Where) And(condition string, values ...any) {
	for _, v := range values {
		condition = strings.Replace(condition, "?", w.Arg(v), 1)
	}
	w.conditions = append(w.conditions, condition)
}

// SQL returns " WHERE a AND b …", or "" without conditions.
func (w *Where) SQL() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// Texts reads all rows of one text column, closes them and returns the texts.
func Texts(rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
},
) ([]string, error) {
	defer func() { _ = rows.Close() }()
	var texts []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		texts = append(texts, s)
	}
	return texts, rows.Err()
}

// Rows returns the placeholders of n rows of VALUES with the given number of
// columns each: ($1, $2), ($3, $4).
func Rows(n, columns int) string {
	rows := make([]string, n)
	for row := range rows {
		marks := make([]string, columns)
		for col := range marks {
			marks[col] = "$" + strconv.Itoa(row*columns+col+1)
		}
		rows[row] = "(" + strings.Join(marks, ", ") + ")"
	}
	return strings.Join(rows, ", ")
}

package exporter

import (
	"bufio"
	"encoding/csv"
	"regexp"
	"strings"
	"unicode/utf8"
)

type csvWriter struct {
	to      *bufio.Writer
	csv     *csv.Writer
	columns []column
	cells   []string
	mark    bool
}

func newCSVWriter(to *bufio.Writer, columns []column, mark bool) *csvWriter {
	w := csv.NewWriter(to)
	w.UseCRLF = true // RFC 4180, section 2
	return &csvWriter{to: to, csv: w, columns: columns, cells: make([]string, len(columns)), mark: mark}
}

func (w *csvWriter) head() error {
	if w.mark {
		if _, err := w.to.WriteString("\uFEFF"); err != nil {
			return err
		}
	}
	for i := range w.columns {
		w.cells[i] = w.columns[i].name
	}
	return w.csv.Write(w.cells)
}

func (w *csvWriter) record(rec []byte) error {
	r, err := readRow(rec)
	if err != nil {
		return err
	}
	for i := range w.columns {
		w.cells[i] = harmless(w.columns[i].cell(r))
	}
	if err := w.csv.Write(w.cells); err != nil {
		return err
	}
	w.csv.Flush()
	return w.csv.Error()
}

// number is what a spreadsheet takes for a number and calculates nothing with: a
// phone number in E.164 is one.
var number = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// harmless returns a cell that no spreadsheet takes for a formula. One that begins
// with a character that begins a formula there gets an apostrophe before it (as
// OWASP recommends against CSV injection), unless it is a mere number. So does one
// that begins with apostrophes and then such a character, so that an importer can
// take exactly one apostrophe off.
func harmless(cell string) string {
	bare := strings.TrimLeft(cell, "'")
	first, _ := utf8.DecodeRuneInString(bare)
	if bare == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return cell
	}
	if bare == cell && number.MatchString(cell) {
		return cell
	}
	return "'" + cell
}

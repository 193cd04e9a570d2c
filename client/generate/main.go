// Command generate writes the generated files of package client from Liaison's
// OpenAPI document. It knows what that document uses of OpenAPI 3.1, and fails
// on anything else.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"text/template"
)

//go:embed client.tmpl
var templates string

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate DOCUMENT FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes the files of a document into a folder.
func run(document, folder string) error {
	read, err := os.ReadFile(document) //nolint:gosec // who runs it names it
	if err != nil {
		return err
	}
	files, err := generate(read)
	if err != nil {
		return fmt.Errorf("%s: %w", document, err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil { //nolint:gosec // source code
			return err
		}
	}
	return nil
}

// generate returns the files that are made from a document, by name.
func generate(document []byte) (map[string][]byte, error) {
	d, err := parse(document)
	if err != nil {
		return nil, err
	}
	m, err := d.model()
	if err != nil {
		return nil, err
	}
	functions := template.FuncMap{"comment": comment}
	parsed, err := template.New("").Funcs(functions).Parse(templates)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range []string{"records", "parameters", "operations"} {
		var b bytes.Buffer
		if err := parsed.ExecuteTemplate(&b, name, m); err != nil {
			return nil, err
		}
		if files[name+".gen.go"], err = format.Source(b.Bytes()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return files, nil
}

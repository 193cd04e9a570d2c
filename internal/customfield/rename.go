package customfield

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Renames are the choices that the change of the definition renames, old to new;
// Fit and Salvage read stored values accordingly.
func (f *Field) Renames() map[string]string { return f.renames }

// Rename makes Fit read the values of a key as a definition does that renames
// choices. Where the key has no definition, it does nothing.
func (f *Fields) Rename(key string, renames map[string]string) {
	if field := f.Field(key); field != nil {
		field.renames = renames
	}
}

// Renamed returns a stored value with the new names of choices.
func (f *Field) Renamed(v jsontext.Value) jsontext.Value {
	if len(f.renames) == 0 {
		return v
	}
	if v.Kind() == '"' {
		if name, ok := f.renames[record.TextOf(v)]; ok {
			return record.TextValue(name)
		}
		return v
	}
	list, ok := texts(v)
	if !ok || !slices.ContainsFunc(list, func(s string) bool { return f.renames[s] != "" }) {
		return v
	}
	return textsValue(renameAll(list, f.renames))
}

// renameAll returns a list with the new names, each once.
func renameAll(list []string, renames map[string]string) []string {
	var renamed []string
	for _, s := range list {
		if name, ok := renames[s]; ok {
			s = name
		}
		if !slices.Contains(renamed, s) {
			renamed = append(renamed, s)
		}
	}
	return renamed
}

// rename reads which choices are renamed, and renames them in the choices and in
// the default where the patch does not give those. It returns what it could read.
func (d *definer) rename() map[string]string {
	d.renames = nil
	renames := map[string]string{}
	for _, old := range slices.Sorted(maps.Keys(d.patch.Rename)) {
		at := problem.Pointer("rename", old)
		name, fault := text.Clean(d.patch.Rename[old], maxChoice)
		d.faults.Fault(at, fault)
		_, again := d.patch.Rename[name]
		switch {
		case fault != nil:
		case !d.Type.chosen():
			d.faults.Add(at, codeNotAllowed, "A field of this type has no choices.")
		case !slices.Contains(d.Field.Choices, old):
			d.faults.Add(at, CodeUnknownValue, "There is no such choice to rename. "+theChoicesAre(d.Field.Choices))
		case name == "":
			d.faults.Add(at, CodeRequired, "A choice must not be blank.")
		case again && name != old:
			d.faults.Add(at, codeNotAllowed, "The new name is an old one in the same request; rename one after the other.")
		case d.isSpeltOtherwise(old, name):
			d.faults.Add(at, "unique", "Another choice is the same but for case; spell the new name as that one to join the two.")
		case name != old:
			renames[old] = name
		}
	}
	if len(renames) == 0 {
		return nil
	}
	if !d.patch.Choices.Given {
		d.Field.Choices = renameAll(d.Field.Choices, renames)
	}
	d.renames = renames
	d.Default = d.Renamed(d.Default)
	return renames
}

// isSpeltOtherwise reports whether the new name of a choice is another choice in
// other case.
func (d *definer) isSpeltOtherwise(old, name string) bool {
	return !d.patch.Choices.Given && slices.ContainsFunc(d.Field.Choices, func(c string) bool {
		return c != old && c != name && text.Fold(c) == text.Fold(name)
	})
}

// theChoicesAre names the choices that there are, as many as can be read.
func theChoicesAre(choices []string) string {
	const most = 20
	named := strings.Join(choices[:min(len(choices), most)], ", ")
	switch {
	case len(choices) == 0:
		return "The field has none yet."
	case len(choices) > most:
		named += " …"
	}
	return "The choices are: " + named + "."
}

// checkRenames holds the new names against the choices as they are now.
func (d *definer) checkRenames(renames map[string]string) {
	for _, old := range slices.Sorted(maps.Keys(renames)) {
		at, name := problem.Pointer("rename", old), renames[old]
		switch {
		case !slices.Contains(d.Field.Choices, name):
			d.faults.Add(at, CodeUnknownValue, "The new name is not among the choices. "+theChoicesAre(d.Field.Choices))
		case slices.Contains(d.Field.Choices, old):
			d.faults.Add(at, codeNotAllowed, "The old name must not stay among the choices.")
		}
	}
}

// Lacks returns the choices, of those that there were before, that f would need to
// take a value: none where it takes the value, or would not take it even then.
func (f *Field) Lacks(v jsontext.Value, before []string) []string {
	if !f.Type.chosen() {
		return nil
	}
	wide := *f
	wide.Choices = slices.Concat(f.Choices, before)
	fitted, ok := wide.Convert(v)
	if !ok {
		return nil
	}
	chosen, several := texts(fitted)
	if !several {
		chosen = []string{record.TextOf(fitted)}
	}
	return slices.DeleteFunc(chosen, func(c string) bool { return slices.Contains(f.Choices, c) })
}

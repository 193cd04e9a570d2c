package option

import (
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

const (
	maxValue = 50 // code points
	maxLabel = 100
)

// Patch is what a writer says of an option; what is left out stays. A blank
// label stands for the value.
type Patch struct {
	List, Value, Label record.Opt[string]
	Position           record.Opt[int64] // from 1; beyond the end of the list it means the end
	IsActive           record.Opt[bool]
	Faults             problem.Fields // what was found wrong while the input was read
}

// Validate brings the option into its normal form and notes what breaks a rule.
func (o *Option) Validate(faults *problem.Fields) {
	if !slices.Contains(Names(), o.List) {
		faults.Add("/list", "unknown_value", problem.MustBe("The list", Names(), ""))
	}
	var fault *problem.Fault
	o.Value, fault = cleanValue(o.Value)
	faults.Fault("/value", fault)
	o.Label, fault = text.Clean(o.Label, maxLabel)
	faults.Fault("/label", fault)
	if fault == nil && o.Label == "" {
		o.Label = o.Value
	}
	if o.Position < 1 {
		faults.Add("/position", "out_of_range", "The position must be 1 or more.")
	}
}

// cleanValue returns the normal form of an option's value.
func cleanValue(value string) (string, *problem.Fault) {
	value, fault := text.Clean(value, maxValue)
	switch {
	case fault != nil:
	case value == "":
		fault = &problem.Fault{Code: "required", Detail: "The value is required."}
	case strings.ContainsAny(value, `,"`):
		fault = &problem.Fault{
			Code: "invalid_value", Detail: "The value must not contain a comma or a double quote: filters separate values by them.",
		}
	}
	return value, fault
}

// apply changes what may be changed of an option that is there, and notes what
// may not.
func (p *Patch) apply(o *Option, faults *problem.Fields) {
	if p.List.Given && strings.TrimSpace(p.List.Value) != o.List {
		faults.Add("/list", "immutable", "An option cannot be moved to another list.")
	}
	if p.Value.Given && strings.TrimSpace(p.Value.Value) != o.Value {
		faults.Add("/value", "immutable",
			"The value of an option cannot be changed, since records hold it; change the label or create another option.")
	}
	p.Label.To(&o.Label)
	p.Position.To(&o.Position)
	p.IsActive.To(&o.IsActive)
	o.Validate(faults)
}

package example

import "slices"

// Tour are all steps, in their order. It leaves nothing behind that would be in
// the way of a second run on the same server.
func Tour() []Step {
	return slices.Concat(signingIn(), tags())
}

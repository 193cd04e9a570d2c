package client

// Option is the former name of OptionValue.
//
// Deprecated: use OptionValue.
type Option = OptionValue

// OptionInput is the former name of OptionValueInput.
//
// Deprecated: use OptionValueInput.
type OptionInput = OptionValueInput

// OptionList is the former name of OptionValueList.
//
// Deprecated: use OptionValueList.
type OptionList = OptionValueList

// The values of OptionListName by their former names.
//
// Deprecated: use those of OptionListName.
const (
	OptionListContactType = OptionListNameContactType
	OptionListSource      = OptionListNameSource
	OptionListEmailType   = OptionListNameEmailType
	OptionListPhoneType   = OptionListNamePhoneType
	OptionListAddressType = OptionListNameAddressType
)

package config

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// Values lets kong say in words of ours what is wrong with the value of a flag,
// not in those of Go's parsers.
func Values() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		options := []kong.Option{
			kong.KindMapper(reflect.Bool, yesOrNo{}),
			kong.KindMapper(reflect.String, kong.MapperFunc(decodeText)),
			kong.TypeMapper(reflect.TypeFor[netip.Prefix](), kong.MapperFunc(decodeNetwork)),
		}
		for _, kind := range []reflect.Kind{reflect.Int, reflect.Int64, reflect.Uint64} {
			options = append(options, kong.KindMapper(kind, kong.MapperFunc(decodeNumber)))
		}
		for _, option := range options {
			if err := option.Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// popText takes the value of a flag, whatever it was read from.
func popText(ctx *kong.DecodeContext) (string, error) {
	token := ctx.Scan.Pop()
	if !token.IsValue() {
		return "", errors.New("needs a value")
	}
	return fmt.Sprint(token.Value), nil
}

func decodeText(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := popText(ctx)
	target.SetString(text)
	return err
}

func decodeNumber(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := popText(ctx)
	if err != nil {
		return err
	}
	bad := fmt.Errorf("must be a whole number, not %q", text)
	if target.CanUint() {
		n, err := strconv.ParseUint(text, 10, target.Type().Bits())
		if err != nil {
			return bad
		}
		target.SetUint(n)
		return nil
	}
	n, err := strconv.ParseInt(text, 10, target.Type().Bits())
	if err != nil {
		return bad
	}
	target.SetInt(n)
	return nil
}

func decodeNetwork(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := popText(ctx)
	if err != nil {
		return err
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return fmt.Errorf("must be a network such as 10.0.0.0/8 or, for one address, 127.0.0.1/32, not %q", text)
	}
	target.Set(reflect.ValueOf(network))
	return nil
}

// yesOrNo is a flag that needs no value.
type yesOrNo struct{}

// IsBool implements kong.BoolMapper.
func (yesOrNo) IsBool() bool { return true }

// Decode implements kong.Mapper.
func (yesOrNo) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetBool(true)
		return nil
	}
	text, err := popText(ctx)
	if err != nil {
		return err
	}
	switch strings.ToLower(text) {
	case "true", "1", "yes", "on":
		target.SetBool(true)
	case "false", "0", "no", "off":
		target.SetBool(false)
	default:
		return fmt.Errorf("must be true or false, not %q", text)
	}
	return nil
}

// textOf returns the value of a setting in a file as one of a variable would be
// written.
func textOf(value any) (string, error) {
	switch v := value.(type) {
	case []any:
		var list []string
		for _, item := range v {
			text, err := textOf(item)
			if err != nil {
				return "", err
			}
			list = append(list, text)
		}
		return strings.Join(list, ","), nil
	case string, int64, float64, bool:
		return fmt.Sprint(v), nil
	}
	return "", errors.New("must be a text, a number, true, false or a list of texts")
}

// checked returns the text of a setting if it is a value of it, and else a
// UsageError that names the flag and where the value stands.
func checked(flag *kong.Flag, text, source string) (any, error) {
	if text == "" {
		return nil, nil
	}
	target := reflect.New(flag.Target.Type()).Elem()
	scan := kong.Scan().PushTyped(text, kong.FlagValueToken)
	if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, target); err != nil {
		return nil, usage("--%s %w (%s)", flag.Name, err, source)
	}
	if flag.Enum != "" && !flag.EnumMap()[text] {
		return nil, usage("--%s must be one of %s, not %q (%s)", flag.Name, strings.Join(flag.EnumSlice(), ", "), text, source)
	}
	return text, nil
}

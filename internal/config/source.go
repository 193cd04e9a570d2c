package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// DefaultFile is the file that is read if no other is named.
const DefaultFile = "liaison.toml"

const envPrefix = "LIAISON_"

// Sources gives kong the settings that are not flags: first the environment,
// then the file.
type Sources struct {
	environ  map[string]string // LIAISON_ variables that are not empty
	settings []string          // names of all settings
	file     map[string]any
	path     string // the file that was read, "" for none
}

// NewSources returns the sources for an environment of the form of os.Environ.
func NewSources(environ []string) *Sources {
	s := &Sources{environ: map[string]string{}}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, envPrefix) && value != "" {
			s.environ[name] = value
		}
	}
	return s
}

// Variable returns the environment variable of a setting.
func Variable(setting string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// settings returns the names of all settings of a command line that Config is
// embedded in.
func settings(app *kong.Application) []string {
	var names []string
	for _, flag := range app.Flags {
		if flag.Group != nil && flag.Group.Key == "settings" {
			names = append(names, flag.Name)
		}
	}
	return names
}

// Path returns the file that was read, "" for none.
func (s *Sources) Path() string { return s.path }

// Unknown returns a line for each LIAISON_ variable that is no setting.
func (s *Sources) Unknown() []string {
	var lines []string
	for name := range s.environ {
		if !slices.ContainsFunc(s.settings, func(setting string) bool { return Variable(setting) == name }) {
			lines = append(lines, name+" is set, but Liaison has no such setting")
		}
	}
	slices.Sort(lines)
	return lines
}

// Validate implements kong.Resolver; kong calls it after Resolve.
func (s *Sources) Validate(app *kong.Application) error {
	s.settings = settings(app)
	return nil
}

// Resolve implements kong.Resolver: it returns the value of a setting, nil for
// none.
func (s *Sources) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if s.settings == nil {
		s.settings = settings(ctx.Model)
	}
	if !slices.Contains(s.settings, flag.Name) {
		return nil, nil
	}
	if value, ok := s.environ[Variable(flag.Name)]; ok {
		return checked(flag, value, Variable(flag.Name))
	}
	if flag.Name == "config" {
		return nil, nil
	}
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	value, ok := s.file[flag.Name]
	if !ok {
		return nil, nil
	}
	text, err := textOf(value)
	if err != nil {
		return nil, usage("--%s %w (%s)", flag.Name, err, s.path)
	}
	return checked(flag, text, s.path)
}

// load reads the file once, when the first setting is looked for in it.
func (s *Sources) load(ctx *kong.Context) error {
	if s.file != nil {
		return nil
	}
	s.file = map[string]any{}
	path, err := s.find(ctx)
	if err != nil || path == "" {
		return err
	}
	data, err := os.ReadFile(path) //nolint:gosec // the path is the operator's setting
	if err != nil {
		return usage("cannot read the settings: %w", err)
	}
	if err := toml.Unmarshal(data, &s.file); err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			return usage("%s, line %d: not TOML: %s", path, parse.Position.Line, parse.Message)
		}
		return usage("%s: %w", path, err)
	}
	for key, value := range s.file {
		if !slices.Contains(s.settings, key) || key == "config" {
			return usage("%s: unknown setting %q; `liaison help` lists all settings", path, key)
		}
		if reflect.ValueOf(value).Kind() == reflect.Map {
			return usage("%s: the setting %q must not be a table", path, key)
		}
	}
	s.path = path
	return nil
}

// find returns the path of the file, "" if none is named and DefaultFile is not there.
func (s *Sources) find(ctx *kong.Context) (string, error) {
	for _, flag := range ctx.Flags() {
		if flag.Name != "config" {
			continue
		}
		if path, ok := ctx.FlagValue(flag).(string); ok && path != "" {
			return path, nil
		}
	}
	if path := s.environ[Variable("config")]; path != "" {
		return path, nil
	}
	switch _, err := os.Stat(DefaultFile); {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", usage("cannot read the settings: %w", fmt.Errorf("%s: %w", DefaultFile, err))
	}
	return DefaultFile, nil
}

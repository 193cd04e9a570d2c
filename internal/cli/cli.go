// Package cli owns the command line: its grammar, what it prints and its exit
// codes. What the commands do is in the packages below.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/workspace"
)

// version is set by the linker; see the Makefile.
var version = "dev"

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// Process is what a run of the program gets from its surroundings.
type Process struct {
	Args    []string // without the program's name
	Environ []string // as os.Environ gives it
	Stdin   *os.File
	Stdout  io.Writer
	Stderr  io.Writer
}

// grammar is the command line. Each command has a file of its own; a new one
// is a field here and a type with a Run(*run) error there.
type grammar struct {
	config.Config `embed:""`

	Serve     serveCommand     `cmd:"" help:"Serve the REST API and the admin pages."`
	Migrate   migrateCommand   `cmd:"" help:"Update the database schema, or show its state."`
	User      userCommand      `cmd:"" help:"Create, list and disable users; set passwords."`
	APIKey    apiKeyCommand    `cmd:"" name:"api-key" help:"Create, list and revoke API keys."`
	Workspace workspaceCommand `cmd:"" help:"Create and list workspaces."`
	Demo      demoCommand      `cmd:"" help:"Fill a workspace with made-up people and organizations."`
	Check     checkCommand     `cmd:"" help:"Check every rule over the whole database and print a line for each breach."`
	Health    healthCommand    `cmd:"" help:"Ask the server on this machine whether it is ready; exit code 1 if not."`
	Backup    backupCommand    `cmd:"" help:"Back up the whole database to a file, also while a server is running."`
	Restore   restoreCommand   `cmd:"" help:"Restore a backup into an empty place."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

// run is what a command works with.
type run struct {
	Process
	ctx context.Context
	cfg *config.Config
	log *slog.Logger
}

// exited carries the exit code of kong's --help out of the parser.
type exited struct{ code int }

// Main runs the program and returns its exit code: 0 for done, 1 for failed, 2
// for wrong usage. Errors go to Stderr, each in one line.
func Main(p Process) (code int) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case exited:
			code = value.code
		default:
			panic(value)
		}
	}()
	var g grammar
	sources := config.NewSources(p.Environ)
	parser, err := newParser(&g, p, sources)
	if err != nil {
		return p.fail(err)
	}
	parsed, err := parser.Parse(joinNegative(helpAsFlag(p.Args)))
	if err != nil {
		return p.failUsage(err)
	}
	if g.File == "" {
		g.File = sources.Path()
	}
	for _, line := range append(sources.Unknown(), g.Exposed()...) {
		p.warn(line)
	}
	if err := parsed.Run(&run{Process: p, ctx: context.Background(), cfg: &g.Config, log: newLog(&g.Config, p.Stderr)}); err != nil {
		return p.fail(err)
	}
	return exitDone
}

func newParser(g *grammar, p Process, sources *config.Sources) (*kong.Kong, error) {
	return kong.New(g,
		kong.Name("liaison"),
		kong.Description("Liaison is a backend for people and organizations. Settings come from flags, then from the LIAISON_ variables named below, then from liaison.toml, whose keys are the flags' names."),
		kong.Writers(p.Stdout, p.Stderr),
		kong.Exit(func(code int) { panic(exited{code}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ExplicitGroups([]kong.Group{{Key: "settings", Title: "Settings:"}}),
		kong.ValueFormatter(func(v *kong.Value) string {
			if v.Flag != nil && v.Flag.Group != nil && v.Flag.Group.Key == "settings" {
				return v.Help + " [$" + config.Variable(v.Name) + "]"
			}
			return v.Help
		}),
		kong.Resolvers(sources),
		config.Values(),
	)
}

// helpAsFlag lets `liaison help serve` mean `liaison serve --help`.
func helpAsFlag(args []string) []string {
	if len(args) > 0 && args[0] == "help" {
		return append(append([]string{}, args[1:]...), "--help")
	}
	return args
}

// joinNegative writes --flag -1 as --flag=-1: the parser would read -1 as a
// short flag, and there are none of digits.
func joinNegative(args []string) []string {
	var joined []string
	for i, arg := range args {
		if arg == "--" {
			return append(joined, args[i:]...)
		}
		last := len(joined) - 1
		if last >= 0 && negative.MatchString(arg) && strings.HasPrefix(joined[last], "--") && !strings.Contains(joined[last], "=") {
			joined[last] += "=" + arg
			continue
		}
		joined = append(joined, arg)
	}
	return joined
}

var negative = regexp.MustCompile(`^-[0-9]`)

func newLog(cfg *config.Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{}
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err == nil {
		options.Level = level
	}
	if cfg.LogFormat == "text" {
		return slog.New(utc{slog.NewTextHandler(w, options)})
	}
	return slog.New(utc{slog.NewJSONHandler(w, options)})
}

// utc logs all times in UTC, wherever the machine is.
type utc struct{ slog.Handler }

// Handle implements slog.Handler.
func (h utc) Handle(ctx context.Context, r slog.Record) error {
	r.Time = r.Time.UTC()
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h utc) WithAttrs(attrs []slog.Attr) slog.Handler { return utc{h.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (h utc) WithGroup(name string) slog.Handler { return utc{h.Handler.WithGroup(name)} }

func (p Process) warn(line string) { fmt.Fprintln(p.Stderr, "liaison: warning: "+line) }

// fail prints an error and returns its exit code.
func (p Process) fail(err error) int {
	fmt.Fprintln(p.Stderr, "liaison: "+line(err))
	var usage *config.UsageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// failUsage prints an error of the parser, which is wrong usage.
func (p Process) failUsage(err error) int {
	var usage *config.UsageError
	if errors.As(err, &usage) {
		return p.fail(usage)
	}
	command := "liaison"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil && parse.Context.Command() != "" {
		named, _, _ := strings.Cut(parse.Context.Command(), " <") // without its arguments
		command += " " + named
	}
	fmt.Fprintf(p.Stderr, "liaison: %s; see %s --help\n", noValue.ReplaceAllString(line(err), "needs a value"), command)
	return exitUsage
}

// noValue is how the parser says that a flag stands at the end or before another one.
var noValue = regexp.MustCompile(`expected \w+ value but got .*|missing value, expecting .*`)

// line returns an error in one line.
func line(err error) string {
	text := err.Error()
	var bad *problem.Error
	if errors.As(err, &bad) && len(bad.Fields) > 0 {
		var details []string
		for _, f := range bad.Fields {
			details = append(details, strings.TrimPrefix(f.Pointer, "/")+": "+f.Detail)
		}
		text = strings.Join(details, " ")
	}
	return strings.Join(strings.Fields(text), " ")
}

func (r *run) options() app.Options {
	return app.Options{Log: r.log, Stderr: r.Stderr, Version: version, Fill: r.fillDemo}
}

// inWorkspace opens the database, finds the workspace and calls fn.
func (r *run) inWorkspace(slug string, fn func(db *database.DB, w *workspace.Workspace) error) (err error) {
	db, err := app.Open(r.ctx, r.cfg, r.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w, err := workspace.BySlug(r.ctx, db, slug)
	if err != nil {
		return err
	}
	return fn(db, w)
}

// actor is who a command makes changes as.
func actor(command string) changelog.Actor {
	return changelog.Actor{Via: changelog.ViaCommand, Name: command}
}

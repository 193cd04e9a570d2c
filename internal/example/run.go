package example

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Exchange is a step that was made, and what was answered.
type Exchange struct {
	*Step

	Op      *Operation
	Method  string
	Target  string // path and query, escaped
	Headers []string
	Request []byte // its body

	Answered http.Header
	Answer   []byte // its body
}

// Runner makes steps. BaseURL is the server's origin.
type Runner struct {
	Document  *Document
	BaseURL   string
	Client    *http.Client
	Variables Variables
}

// Make makes a step, keeps what the step keeps, and returns an error if the answer
// is not what the step says.
func (r *Runner) Make(ctx context.Context, s *Step) (*Exchange, error) {
	x, err := r.prepare(s)
	if err == nil {
		err = r.send(ctx, x)
	}
	if err == nil {
		err = r.compare(x)
	}
	if err != nil {
		return nil, fmt.Errorf("%s, %q: %w", s.Operation, s.Name, err)
	}
	return x, nil
}

// prepare fills the variables in.
func (r *Runner) prepare(s *Step) (*Exchange, error) {
	op := r.Document.Operation(s.Operation)
	if op == nil {
		return nil, errors.New("the OpenAPI document has no such operation")
	}
	x := &Exchange{Step: s, Op: op, Method: op.Method}
	path := op.Path
	for name, value := range s.Path {
		filled, err := r.Variables.Fill(value)
		if err != nil {
			return nil, err
		}
		path = strings.Replace(path, "{"+name+"}", url.PathEscape(filled), 1)
	}
	if strings.Contains(path, "{") {
		return nil, fmt.Errorf("the step gives no value for all parameters of %s", op.Path)
	}
	x.Target = r.Document.Servers[0].URL + path
	query, err := r.fillAll(s.Query)
	if err != nil {
		return nil, err
	}
	if len(query) > 0 {
		x.Target += "?" + escapeQuery(query)
	}
	if x.Headers, err = r.fillAll(s.Header); err != nil {
		return nil, err
	}
	body, err := r.Variables.Fill(s.Body)
	x.Request = []byte(body)
	return x, err
}

func (r *Runner) fillAll(texts []string) ([]string, error) {
	var filled []string
	for _, text := range texts {
		one, err := r.Variables.Fill(text)
		if err != nil {
			return nil, err
		}
		filled = append(filled, one)
	}
	return filled, nil
}

// escapeQuery keeps the order of the parameters, and commas, which separate values.
func escapeQuery(pairs []string) string {
	var parts []string
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		parts = append(parts, url.QueryEscape(name)+"="+strings.ReplaceAll(url.QueryEscape(value), "%2C", ","))
	}
	return strings.Join(parts, "&")
}

func (r *Runner) send(ctx context.Context, x *Exchange) error {
	req, err := http.NewRequestWithContext(ctx, x.Method, r.BaseURL+x.Target, bytes.NewReader(x.Request))
	if err != nil {
		return err
	}
	if token := x.Caller.token(); token != "" {
		req.Header.Set("Authorization", "Bearer "+r.Variables[token])
	}
	if len(x.Request) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, header := range x.Headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Set(name, value)
	}
	resp, err := r.Client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // it was read to its end
	x.Answered = resp.Header
	if x.Answer, err = io.ReadAll(resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != x.Status {
		return fmt.Errorf("want the status %d, got %d: %s", x.Status, resp.StatusCode, x.Answer)
	}
	return nil
}

// compare keeps what the step keeps and compares the answer with what it wants.
func (r *Runner) compare(x *Exchange) error {
	var answer any
	if len(x.Answer) > 0 && strings.HasSuffix(x.Answered.Get("Content-Type"), "json") {
		if err := json.Unmarshal(x.Answer, &answer); err != nil {
			return err
		}
	}
	for name, at := range x.Keeps {
		value := textOf(x.at(at, answer))
		if value == "" {
			return fmt.Errorf("there is nothing at %s to keep: %s", at, x.Answer)
		}
		r.Variables[name] = value
	}
	for _, fault := range x.Faults {
		if !slices.Contains(faults(answer), fault) {
			return fmt.Errorf("no error is at %s: %s", fault, x.Answer)
		}
	}
	for at, text := range x.Wants {
		filled, err := r.Variables.Fill(text)
		if err != nil {
			return err
		}
		var want any
		if err := json.Unmarshal([]byte(filled), &want); err != nil {
			return fmt.Errorf("what is wanted at %s is no JSON: %w", at, err)
		}
		if got := x.at(at, answer); !reflect.DeepEqual(got, want) {
			return fmt.Errorf("at %s want %s, got %v", at, filled, got)
		}
	}
	return nil
}

// at returns what stands at a place of the answer, nil for nothing.
func (x *Exchange) at(place string, answer any) any {
	if !strings.HasPrefix(place, "/") {
		if values := x.Answered.Values(place); len(values) > 0 {
			return values[0]
		}
		return nil
	}
	pointer, parameter, within := strings.Cut(place, "?")
	value := lookUp(answer, pointer)
	if !within {
		return value
	}
	address, err := url.Parse(textOf(value))
	if err != nil || !address.Query().Has(parameter) {
		return nil
	}
	return address.Query().Get(parameter)
}

// lookUp returns what stands at a JSON pointer (RFC 6901), nil for nothing.
func lookUp(value any, pointer string) any {
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch inner := value.(type) {
		case map[string]any:
			value = inner[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(inner) {
				return nil
			}
			value = inner[i]
		default:
			return nil
		}
	}
	return value
}

func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(value)
	default:
		return ""
	}
}

// faults are where the errors of a problem are.
func faults(answer any) []string {
	var at []string
	list, _ := lookUp(answer, "/errors").([]any)
	for _, fault := range list {
		at = append(at, textOf(lookUp(fault, "/pointer"))+textOf(lookUp(fault, "/parameter")))
	}
	return at
}

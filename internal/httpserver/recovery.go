package httpserver

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
)

// recoverPanic answers a panic of a handler with 500, or cuts the connection
// if the answer has begun. The log gets the stack, but of the panic's value
// only what the runtime itself says: others could hold somebody's data.
func recoverPanic(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			what := fmt.Sprintf("%T", value)
			if err, ok := value.(error); ok {
				var fault runtime.Error
				switch {
				case errors.Is(err, http.ErrAbortHandler):
					if x := exchangeOf(r.Context()); x != nil {
						x.cut = true
					}
					panic(value)
				case errors.As(err, &fault):
					what = fault.Error()
				}
			}
			log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request_id", RequestID(r.Context())),
				slog.String("panic", what), slog.String("stack", string(debug.Stack())))
			if x := exchangeOf(r.Context()); x != nil {
				x.broken = true
				if x.status != 0 {
					panic(http.ErrAbortHandler)
				}
			}
			WriteProblem(w, r, errors.New("panic: "+what))
		}()
		next.ServeHTTP(w, r)
	})
}

package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// terminal gives the width of a terminal in columns and whether it shows
// colours; what is no terminal gets the width given and none.
func terminal(w io.Writer, width int) (columns int, colour bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return width, false
	}
	if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
		width = columns
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

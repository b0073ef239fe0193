package ner

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"
)

//go:embed data/names.model
var embedded []byte

// Default returns the model in the binary.
var Default = sync.OnceValues(func() (*Model, error) {
	m, err := Load(bytes.NewReader(embedded))
	if err != nil {
		return nil, fmt.Errorf("load the embedded model: %w", err)
	}
	return m, nil
})

package normalise

import (
	"fmt"

	"github.com/wirewatch/wirewatch/stages/normalise/draft"
)

// Config holds the limits of the stage; what is 0 takes its default.
type Config struct {
	MaxItem       int `name:"max-item" help:"Largest transmission in bytes." default:"4194304"`
	MaxInflated   int `name:"max-inflated" help:"Largest transmission in bytes after decompression." default:"16777216"`
	MaxRatio      int `name:"max-ratio" help:"Most bytes that one compressed byte may become." default:"200"`
	MaxDepth      int `name:"max-depth" help:"Deepest nesting of XML elements or JSON objects." default:"200"`
	MaxTokens     int `name:"max-tokens" help:"Most elements or members of a transmission." default:"1000000"`
	MaxAttributes int `name:"max-attributes" help:"Most attributes of one XML or HTML element." default:"256"`
	MaxItems      int `name:"max-items" help:"Most items of one transmission." default:"10000"`

	Mappings [][]byte `kong:"-"` // files of mappings for XML that follows no standard
	Profiles [][]byte `kong:"-"` // files of profiles of providers
}

// DefaultConfig gives the limits used where none are set.
func DefaultConfig() Config {
	return Config{
		MaxItem: 4 << 20, MaxInflated: 16 << 20, MaxRatio: 200,
		MaxDepth: 200, MaxTokens: 1_000_000, MaxAttributes: 256, MaxItems: 10_000,
	}
}

// settings lists the limits with the names they are set by.
func (c *Config) settings() map[string]*int {
	return map[string]*int{
		"max-item": &c.MaxItem, "max-inflated": &c.MaxInflated, "max-ratio": &c.MaxRatio, "max-depth": &c.MaxDepth,
		"max-tokens": &c.MaxTokens, "max-attributes": &c.MaxAttributes, "max-items": &c.MaxItems,
	}
}

// Validate names the setting that is wrong.
func (c Config) Validate() error {
	for name, v := range c.settings() {
		if *v < 0 {
			return fmt.Errorf("normalise.%s: %d is negative", name, *v)
		}
	}
	return nil
}

func (c Config) withDefaults() Config {
	defaults := DefaultConfig()
	set := defaults.settings()
	for name, v := range c.settings() {
		if *v != 0 {
			*set[name] = *v
		}
	}
	return defaults
}

func (c Config) limits() draft.Limits {
	return draft.Limits{Depth: c.MaxDepth, Tokens: c.MaxTokens, Attributes: c.MaxAttributes, Items: c.MaxItems}
}

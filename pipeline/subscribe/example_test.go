package subscribe_test

import (
	"context"
	"fmt"

	"github.com/wirewatch/wirewatch/pipeline/kafka"
	"github.com/wirewatch/wirewatch/pipeline/subscribe"
)

// A subscriber prints each change of an alert, and goes on where it stopped
// when it is started again.
func Example() {
	r, err := subscribe.Open(subscribe.Config{
		Kafka:  kafka.Config{Brokers: []string{"127.0.0.1:9092"}},
		Topics: []string{"wire.alerts-log"},
		Group:  "my-desk",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	err = r.Read(context.Background(), func(m subscribe.Message) error {
		a, err := subscribe.Alert(m)
		if err != nil {
			return err
		}
		fmt.Println(a.State, a.Theme, a.Headline)
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
}

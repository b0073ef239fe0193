package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"github.com/wirewatch/wirewatch/pipeline"
)

// member is a member of a consumer group, over as many generations as it
// stays in it.
type member struct {
	b          *Broker
	want       pipeline.Membership
	topics     []string // all that it wants
	later      *lane
	id         string // given by the coordinator
	generation int
	leads      bool
	active     bool // has partitions
	session    time.Duration
	partitions map[string]int // of the group's topics, as the leader saw them
	parting    *time.Timer    // runs while the member is parked
}

func (m *member) strategy() strategy {
	if m.want.Exclusive {
		return exclusive
	}
	return shared
}

// join takes part in a rebalance and returns the partitions that it gives.
func (m *member) join(ctx context.Context) ([]pipeline.Partition, error) {
	l, err := m.b.layout(ctx, m.topics)
	if err != nil {
		return nil, err
	}
	c := m.client(m.b.cfg.Rebalance + m.b.cfg.RequestTimeout)
	res, err := c.JoinGroup(ctx, &kafka.JoinGroupRequest{
		GroupID: m.want.Group, MemberID: m.id, GroupInstanceID: m.want.Instance,
		SessionTimeout: m.session, RebalanceTimeout: m.b.cfg.Rebalance,
		ProtocolType: "consumer",
		Protocols: []kafka.GroupProtocol{{
			Name:     string(m.strategy()),
			Metadata: kafka.GroupProtocolSubscription{Topics: m.topics, UserData: userData(m.active)},
		}},
	})
	if err != nil {
		return nil, err
	}
	if res.Error != nil {
		return nil, m.refusedEntry(res)
	}
	m.id, m.generation = res.MemberID, res.GenerationID
	m.leads = res.LeaderID == res.MemberID
	m.partitions = map[string]int{}
	for topic, ps := range l {
		m.partitions[topic] = len(ps)
	}
	return m.sync(ctx, res)
}

// refusedEntry learns from a refusal what the next try needs.
func (m *member) refusedEntry(res *kafka.JoinGroupResponse) error {
	switch {
	case errors.Is(res.Error, kafka.MemberIDRequired):
		m.id = res.MemberID
	case errors.Is(res.Error, kafka.UnknownMemberId), errors.Is(res.Error, kafka.FencedInstanceID):
		m.id = ""
	case errors.Is(res.Error, kafka.InvalidSessionTimeout) && m.session < longestSession:
		longer := min(2*m.session, longestSession)
		if m.session < brokersLeastSession {
			longer = brokersLeastSession
		}
		m.b.log.Info("session shorter than the broker allows", "asked", m.session, "using", longer)
		m.session = longer
		m.b.session.Store(int64(longer)) // for those that join later
		return errAgain
	}
	return res.Error
}

// errAgain is the error of a try that is to be repeated at once.
var errAgain = errors.New("once more")

// Brokers say only that a session is too short, not how long it has to be.
const (
	brokersLeastSession = 6 * time.Second // group.min.session.timeout.ms by default
	longestSession      = 96 * time.Second
)

func (m *member) sync(ctx context.Context, joined *kafka.JoinGroupResponse) ([]pipeline.Partition, error) {
	req := &kafka.SyncGroupRequest{
		GroupID: m.want.Group, GenerationID: m.generation, MemberID: m.id, GroupInstanceID: m.want.Instance,
		ProtocolType: "consumer", ProtocolName: joined.ProtocolName,
	}
	if m.leads {
		counts, err := m.counts(ctx, joined.Members)
		if err != nil {
			return nil, err
		}
		for id, topics := range strategy(joined.ProtocolName).assign(candidates(joined.Members), counts) {
			req.Assignments = append(req.Assignments, kafka.SyncGroupRequestAssignment{
				MemberID: id, Assignment: kafka.GroupProtocolAssignment{AssignedPartitions: topics},
			})
		}
	}
	res, err := m.client(m.b.cfg.Rebalance+m.b.cfg.RequestTimeout).SyncGroup(ctx, req)
	if err != nil {
		return nil, err
	}
	if res.Error != nil {
		if errors.Is(res.Error, kafka.UnknownMemberId) {
			m.id = ""
		}
		return nil, res.Error
	}
	var got []pipeline.Partition
	for topic, ps := range res.Assignment.AssignedPartitions {
		for _, p := range ps {
			got = append(got, pipeline.Partition{Topic: topic, Number: p})
		}
	}
	slices.SortFunc(got, comparePartitions)
	m.active = len(got) > 0
	return got, nil
}

// counts is how many partitions there are of all the topics that members of
// the group want.
func (m *member) counts(ctx context.Context, members []kafka.JoinGroupResponseMember) (map[string]int, error) {
	var topics []string
	for _, o := range members {
		for _, t := range o.Metadata.Topics {
			if !slices.Contains(topics, t) {
				topics = append(topics, t)
			}
		}
	}
	l, err := m.b.layout(ctx, topics)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for topic, ps := range l {
		counts[topic] = len(ps)
	}
	m.partitions = counts
	return counts, nil
}

func candidates(members []kafka.JoinGroupResponseMember) []candidate {
	cs := make([]candidate, len(members))
	for i, o := range members {
		cs[i] = candidate{
			id: o.ID, instance: o.GroupInstanceID, topics: o.Metadata.Topics,
			active: strings.HasPrefix(string(o.Metadata.UserData), activeMark),
		}
	}
	return cs
}

const activeMark = "active"

func userData(active bool) []byte {
	if active {
		return []byte(activeMark)
	}
	return nil
}

// client calls the group's coordinator, within the time given.
func (m *member) client(limit time.Duration) *kafka.Client {
	return &kafka.Client{Addr: m.b.addr, Transport: m.b.transport, Timeout: limit}
}

// beat tells the coordinator that the member is alive.
func (m *member) beat(ctx context.Context) error {
	return m.b.atCoordinator(ctx, coordinated{groupKey, m.want.Group}, func(node int32) error {
		c, w := request(node, protocol.Heartbeat, 3, false)
		w.str(m.want.Group)
		w.int32(int32(m.generation))
		w.str(m.id)
		w.nullable(m.want.Instance)
		var failed error
		err := m.b.exchange(ctx, c, w, max(m.session/2, time.Second), func(r *reader) {
			r.int32() // throttle time
			failed = code(r.int16())
		})
		return errors.Join(err, failed)
	})
}

// leave tells the coordinator that the member is gone. A group that does not
// know it any more is as good.
func (m *member) leave(ctx context.Context) error {
	if m.id == "" {
		return nil
	}
	res, err := m.client(m.b.cfg.RequestTimeout).LeaveGroup(ctx, &kafka.LeaveGroupRequest{
		GroupID: m.want.Group,
		Members: []kafka.LeaveGroupRequestMember{{ID: m.id, GroupInstanceID: m.want.Instance}},
	})
	if err == nil {
		err = res.Error
	}
	if err != nil && !errors.Is(err, kafka.UnknownMemberId) {
		return fmt.Errorf("leave group %s: %w", m.want.Group, err)
	}
	return nil
}

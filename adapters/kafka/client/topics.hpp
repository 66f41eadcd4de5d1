// Topics: made with the settings that a journal needs, and refused by name when they are not so.
//
// A journal's promise hangs on settings that somebody else can change, and a wrong one takes the
// promise away silently: `min.insync.replicas=2` on one replica waits for one. So a node looks at
// what is really there before it claims. Source: RELIABILITY §1.8. Threads: free functions.
#pragma once

#include <chrono>

#include "adapters/kafka/client/handle.hpp"

namespace vermilion::kafka {

struct TopicNeeds {
  std::string name;
  int partitions = 1;
  // One broker keeps one copy of each frame; a disk lost is a journal lost. Said, not assumed.
  bool single_broker = false;
};

// Makes the topic unless it exists. Errors: unavailable, invalid (what the broker said).
[[nodiscard]] Result<void> make_topic(const Cluster& cluster, const TopicNeeds& needs,
                                      std::chrono::milliseconds patience);

// Errors: not_found (no such topic), invalid (each setting that is wrong: its name, what it is and
// what it must be), unavailable (nobody answers, and what was heard).
[[nodiscard]] Result<void> check_topic(const Cluster& cluster, const TopicNeeds& needs,
                                       std::chrono::milliseconds patience);

}  // namespace vermilion::kafka

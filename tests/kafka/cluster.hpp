// The real brokers that these tests run against, and what makes each test's own topics and nodes.
//
// ctest starts the clusters before them and stops them after (tests/kafka/kafka.cmake); by hand:
// `tools/kafka start 1 --small --dir build/kafka/tests/1`, and 3 for 1. Threads: one.
#pragma once

#include <gtest/gtest.h>

#include "adapters/kafka/journal/kafka_journal.hpp"
#include "adapters/store/segments/posix_files.hpp"
#include "base/check.hpp"
#include "tests/contract/chain_writer.hpp"
#include "tests/contract/scratch_directory.hpp"

namespace vermilion::test {

// `brokers` is 1 or 3; each call names a topic of its own. Stops the program when no such cluster
// was started.
KafkaOptions cluster_of(int brokers);

// One broker that a test may kill and freeze.
class OwnBroker {
 public:
  OwnBroker();
  OwnBroker(const OwnBroker&) = delete;
  OwnBroker& operator=(const OwnBroker&) = delete;
  ~OwnBroker();
  [[nodiscard]] KafkaOptions options() const;
  // "kill 1", "freeze 1", "thaw 1", "restart 1"
  void tell(const std::string& command) const;

 private:
  ScratchDirectory directory_;
};

// One node: a directory of its own and a client of a topic.
class KafkaNode {
 public:
  explicit KafkaNode(KafkaOptions options) : options_{std::move(options)} { open(); }
  [[nodiscard]] KafkaJournal& journal() { return *journal_; }
  // The process dies without a word: nothing is synced, closed or stored.
  void crash() {
    journal_.reset();
    open();
  }
  void restart() {
    journal_->close();
    crash();
  }
  void stop() { journal_.reset(); }
  // Errors: as KafkaJournal::open.
  [[nodiscard]] Result<void> start() {
    VERMILION_TRY(journal_, KafkaJournal::open(files_, directory_.path(), options_));
    return ok();
  }
  [[nodiscard]] const std::string& directory() const { return directory_.path(); }

 private:
  void open() {
    const auto started = start();
    VERMILION_CHECK(started, started.error().text());
  }
  KafkaOptions options_;
  ScratchDirectory directory_;
  PosixFiles files_;
  std::unique_ptr<KafkaJournal> journal_;
};

}  // namespace vermilion::test

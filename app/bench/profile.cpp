#include "app/bench/profile.hpp"

#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "adapters/system/open_files.hpp"
#include "app/api/hall_server.hpp"
#include "app/bench/bench_hall.hpp"
#include "app/bench/crowd.hpp"
#include "app/bench/postgres.hpp"
#include "app/bench/raw_loop.hpp"
#include "events/facts/approval.hpp"
#include "projections/query/worklist.hpp"

namespace vermilion::bench {
namespace {

void gather(const std::function<void()>& answers) {
  api::CompletionBatch batch;
  answers();
}

std::string_view case_in(std::string_view answer) {
  const auto at = answer.find("\"case\":\"");
  return at == std::string_view::npos ? std::string_view{} : answer.substr(at + 8, 32);
}

constexpr std::string_view propose_body =
    R"({"fact":"Proposed","data":{"approve":true,"opinion":"同意"}})";
constexpr std::string_view approve_body = R"({"fact":"Approved","data":{"opinion":"同意"}})";

// A4, three commands an item: submit (with its chained acceptance), propose, approve.
NextRequest a4(const People& people, std::uint64_t run) {
  auto cases = std::make_shared<std::vector<std::string>>(people.applicants.size());
  const auto body = submission();
  return [&people, run, cases, body](std::size_t connection, std::uint64_t step,
                                     std::string_view last, bool& ends_item) {
    const auto key = fmt::format("{}-{}-{}", run, connection, step);
    auto& id = (*cases)[connection];
    if (step % 3 == 0) return post("/v1/cases", people.applicants[connection], key, body);
    if (step % 3 == 1) id = case_in(last);
    ends_item = step % 3 == 2;
    return post("/v1/cases/" + id + "/facts", step % 3 == 1 ? people.handler : people.approver, key,
                step % 3 == 1 ? propose_body : approve_body);
  };
}

struct Before {
  LoopStatistics loop;
  double cpu = cpu_of_process();
  SteadyTime at = steady_now();
};

// Figures of a loaded hall: items, latencies, processor time and octets an item, syncs, view lag.
Run figures_of(Hall& hall, LoadResult& load, const Before& before) {
  const auto at_end = hall.journal().last(Hall::partition);
  const auto lag = at_end - std::min(at_end, hall.projector().position(Hall::partition));
  drain(hall);
  const auto seconds = seconds_since(before.at);
  const auto after = hall.loop().statistics();
  const auto items = static_cast<double>(std::max<std::uint64_t>(load.items, 1));
  // What was done in the warm-up is in neither count: rates are of the measured part, stretched by
  // what draining took.
  const auto drained = seconds - (load.seconds + 0.0);
  const auto whole = load.seconds + std::max(0.0, drained);
  Run run;
  run.commands_a_second = static_cast<double>(load.commands) / whole;
  run.figures = {
      {"items_a_second", rounded(items / whole, 1)},
      {"commands_a_second", rounded(run.commands_a_second, 1)},
      {"failures", load.failures},
      {"cpu_us_an_item",
       rounded((cpu_of_process() - before.cpu - load.client_cpu_s) * 1e6 / items, 1)},
      {"octets_an_item", rounded(static_cast<double>(after.bytes - before.loop.bytes) / items, 1)},
      {"syncs_an_item", rounded(static_cast<double>(after.frames - before.loop.frames) / items, 4)},
      {"records_a_frame", rounded(static_cast<double>(after.records - before.loop.records) /
                                      static_cast<double>(std::max<std::uint64_t>(
                                          after.frames - before.loop.frames, 1)),
                                  1)},
      {"view_lag_records", lag},
      {"latency", load.latencies.percentiles()}};
  if (load.failures > 0) run.figures["first_failure"] = load.first_failure;
  return run;
}

Result<std::unique_ptr<api::HallServer>> serve(Hall& hall, const People& people,
                                               std::vector<api::Route> more = {}) {
  api::HallServerOptions options;
  options.port = 0;
  options.operations_port = 0;
  options.tokens.issuer = issuer_name;
  options.tokens.audience = "vermilion";
  options.tokens.lifetime_max_s = 86'400;
  options.jwks = people.signer.jwks();
  options.more = std::move(more);
  return api::HallServer::start(hall, std::move(options));
}

// Runs a load whose warm-up is a load of its own, so that figures cover the measured part alone.
Result<LoadResult> warmed(LoadOptions load, const std::function<NextRequest(std::uint64_t)>& make,
                          const std::function<void()>& measured_begins) {
  auto warm = load;
  warm.seconds = load.warm_up_s;
  warm.warm_up_s = 0;
  load.warm_up_s = 0;
  if (warm.seconds > 0) {
    VERMILION_TRY(run_load(warm, make(0)));
  }
  measured_begins();
  return run_load(load, make(1));
}

LoadOptions load_of(const BenchOptions& options, std::uint16_t port) {
  LoadOptions load;
  load.port = port;
  load.connections = options.connections;
  load.seconds = options.seconds;
  load.warm_up_s = options.warm_up_s;
  return load;
}

}  // namespace

Result<Run> run_http(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "http"};
  VERMILION_TRY(const auto hall,
                open_hall(folder.path(), gather, own_topic(options.kafka, "http")));
  VERMILION_TRY(const auto people, make_people(options.connections));
  VERMILION_TRY(const auto server, serve(*hall, people));
  Before before;
  VERMILION_TRY(auto load, warmed(
                               load_of(options, server->port()),
                               [&](std::uint64_t run) { return a4(people, run); },
                               [&] {
                                 drain(*hall);
                                 before = Before{hall->loop().statistics()};
                               }));
  auto run = figures_of(*hall, load, before);
  server->stop();
  hall->stop();
  return run;
}

Result<Run> run_raw_http(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "raw"};
  VERMILION_TRY(const auto loop,
                RawLoop::start(folder.path() + "/raw", gather, own_topic(options.kafka, "raw")));
  api::Route raw;
  raw.method = "POST";
  raw.pattern = "/raw";
  raw.operation = "raw";
  raw.summary = {"裸日志", "the raw log"};
  raw.needs_token = false;
  raw.handle = [&loop](const api::Call& call, api::Responder responder) {
    auto waiting = std::make_shared<api::Responder>(std::move(responder));
    loop->submit(Bytes{call.request.body}, [waiting] {
      api::Response done;
      done.content_type = "application/json";
      done.body = "{}";
      waiting->send(std::move(done));
    });
  };
  const api::Router router{{raw}, api::Listener::open, {}};
  api::HttpOptions http;
  http.now = [] { return SystemClock{}.now(); };
  api::HttpServer server{http, [&](const api::Request& request, api::Responder responder) {
                           router.dispatch(request, std::move(responder));
                         }};
  VERMILION_TRY(server.start());
  const std::string content(content_octets, 'x');
  const auto request = post("/raw", {}, {}, content);
  const auto next = [&](std::size_t, std::uint64_t, std::string_view, bool& ends_item) {
    ends_item = true;
    return std::string{request};
  };
  double cpu = 0;
  std::uint64_t frames = 0;
  VERMILION_TRY(auto load, warmed(
                               load_of(options, server.port()),
                               [&](std::uint64_t) { return NextRequest{next}; },
                               [&] {
                                 cpu = cpu_of_process();
                                 frames = loop->frames();
                               }));
  const auto commands = static_cast<double>(std::max<std::uint64_t>(load.commands, 1));
  Run run;
  run.commands_a_second = commands / load.seconds;
  run.figures = {
      {"commands_a_second", rounded(run.commands_a_second, 1)},
      {"failures", load.failures},
      {"cpu_us_a_command",
       rounded((cpu_of_process() - cpu - load.client_cpu_s) * 1e6 / commands, 1)},
      {"syncs_a_command", rounded(static_cast<double>(loop->frames() - frames) / commands, 4)},
      {"latency", load.latencies.percentiles()}};
  server.stop();
  loop->stop();
  return run;
}

Result<Run> run_postgres(const BenchOptions& options, bool by_function) {
  const TemporaryFolder folder{options.under, "postgres"};
  VERMILION_TRY(const auto server, Postgres::start(folder.path()));
  auto load_options = load_of(options, 0);
  VERMILION_TRY(auto load,
                server->run(by_function ? Postgres::Form::function : Postgres::Form::transaction,
                            load_options));
  Run run;
  run.commands_a_second = static_cast<double>(load.commands) / load.seconds;
  run.figures = {{"commands_a_second", rounded(run.commands_a_second, 1)},
                 {"items_a_second", rounded(static_cast<double>(load.items) / load.seconds, 1)},
                 {"latency", load.latencies.percentiles()}};
  return run;
}

namespace {

constexpr double moderate_rate = 600;  // requests a second, every second one a read
constexpr int turns = 3;

// A4 with a page of the worklist after each command.
NextRequest a4_and_reads(const People& people, std::uint64_t run) {
  auto answers = std::make_shared<std::vector<std::string>>(people.applicants.size());
  return [answers, commands = a4(people, run), read = get("/v1/tasks?limit=20", people.handler)](
             std::size_t connection, std::uint64_t step, std::string_view last, bool& ends_item) {
    auto& answer = (*answers)[connection];
    if (step % 2 == 0) return commands(connection, step / 2, answer, ends_item);
    answer = last;
    return read;
  };
}

struct Beside {
  Latencies commands;
  Latencies reads;
  std::uint64_t failures = 0;
  std::uint64_t answers = 0;
  std::string first_failure;

  void add(const LoadResult& load) {
    commands.add_all(load.latencies);
    reads.add_all(load.reads);
    failures += load.failures;
    answers += load.commands;
    if (first_failure.empty()) first_failure = load.first_failure;
  }
  boost::json::object figures() {
    boost::json::object all{{"commands", commands.percentiles()},
                            {"reads", reads.percentiles()},
                            {"answers", answers},
                            {"failures", failures}};
    if (failures > 0) all["first_failure"] = first_failure;
    return all;
  }
};

double times(Latencies& with, Latencies& without) {
  return rounded(with.percentile(0.99) / std::max(1.0, double{1} * without.percentile(0.99)), 2);
}

double mebibytes(std::size_t octets) {
  return rounded(static_cast<double>(octets) / (1024.0 * 1024.0), 1);
}

}  // namespace

Result<Run> run_crowd(const BenchOptions& options) {
  open_many_files();
  const TemporaryFolder folder{options.under, "crowd"};
  VERMILION_TRY(const auto hall, open_hall(folder.path(), gather));
  VERMILION_TRY(const auto people, make_people(options.connections));
  VERMILION_TRY(const auto server, serve(*hall, people));
  auto load = load_of(options, server->port());
  load.rate = moderate_rate;
  std::uint64_t runs = 0;
  Beside without;
  Beside with;
  std::size_t grown_without = 0;
  std::size_t grown_with = 0;
  std::uint64_t in_vain = 0;
  std::uint64_t otherwise = 0;
  std::uint64_t cut_off = 0;
  const auto one_turn = [&](Beside& beside, std::size_t& grown, bool crowded) -> Result<void> {
    const auto before = resident_octets();
    std::unique_ptr<Crowd> crowd;
    if (crowded) {
      VERMILION_TRY(
          crowd, Crowd::come({.port = server->port(),
                              .waiting = get("/v1/tasks?min_position=0:9999999999", people.handler),
                              .asking = get("/v1/tasks?limit=20", people.handler)}));
    }
    VERMILION_TRY(const auto measured, run_load(load, a4_and_reads(people, runs++)));
    beside.add(measured);
    const auto after = resident_octets();
    grown = std::max(grown, after - std::min(before, after));
    if (!crowd) return ok();
    in_vain += crowd->in_vain();
    otherwise += crowd->otherwise();
    cut_off += crowd->cut_off();
    return ok();
  };
  for (int turn = 0; turn < turns; ++turn) {
    VERMILION_TRY(one_turn(without, grown_without, false));
    VERMILION_TRY(one_turn(with, grown_with, true));
  }
  Run run;
  run.figures = {{"requests_a_second", moderate_rate},
                 {"without", without.figures()},
                 {"with", with.figures()},
                 {"p99_times",
                  {{"commands", times(with.commands, without.commands)},
                   {"reads", times(with.reads, without.reads)}}},
                 {"mib_grown_in_a_turn",
                  {{"without", mebibytes(grown_without)}, {"with", mebibytes(grown_with)}}},
                 {"waiters_answered_504", in_vain},
                 {"waiters_answered_otherwise", otherwise},
                 {"slow_clients_cut_off", cut_off}};
  server->stop();
  hall->stop();
  return run;
}

}  // namespace vermilion::bench

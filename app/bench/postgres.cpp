#include "app/bench/postgres.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "app/bench/bench_hall.hpp"

namespace vermilion::bench {
namespace {

constexpr const char* schema = R"(
create table cases (id bytea primary key, version int not null, state text not null,
  applicant text not null, office text not null, handler text, opened timestamptz not null);
create table events (case_id bytea not null, version int not null, fact text not null,
  who text not null, at timestamptz not null, from_state text, to_state text, content text not null,
  primary key (case_id, version));
create table tasks (case_id bytea not null, name text not null, role text not null,
  office text not null, due timestamptz not null, primary key (case_id, name));
create index on tasks (office, due);
create table keys (who text not null, key text not null, case_id bytea not null,
  version int not null, primary key (who, key));
create function submit(k text, w text, c bytea, o text, t text) returns int language plpgsql as $$
begin
  insert into keys values (w, k, c, 1);
  insert into cases values (c, 2, 'HANDLING', w, o, null, now());
  insert into events values (c, 1, 'Submitted', w, now(), 'DRAFT', 'PRECHECK', t),
                            (c, 2, 'Accepted', 'rule', now(), 'PRECHECK', 'HANDLING', '');
  insert into tasks values (c, 'handle', 'handler', o, now() + interval '10 days');
  return 2;
end $$;
create function step(k text, w text, c bytea, f text, from_s text, to_s text, done text, owed text)
returns int language plpgsql as $$
declare v int; s text; h text; o text;
begin
  select version, state, handler, office into v, s, h, o from cases where id = c for update;
  if s is distinct from from_s or h = w then raise exception 'refused'; end if;
  insert into keys values (w, k, c, v + 1);
  update cases set version = v + 1, state = to_s, handler = w where id = c;
  insert into events values (c, v + 1, f, w, now(), from_s, to_s, 'opinion');
  delete from tasks where case_id = c and name = done;
  insert into tasks values (c, owed, owed, o, now() + interval '10 days');
  return v + 1;
end $$;
)";

struct Statement {
  const char* name;
  const char* text;
};
constexpr Statement statements[] = {
    {"begin", "begin"},
    {"commit", "commit"},
    {"key", "insert into keys values ($1, $2, $3, $4::text::int)"},
    {"open", "insert into cases values ($1, 2, 'HANDLING', $2, $3, null, now())"},
    {"opened",
     "insert into events values ($1, 1, 'Submitted', $2, now(), 'DRAFT', 'PRECHECK', $3), "
     "($1, 2, 'Accepted', 'rule', now(), 'PRECHECK', 'HANDLING', '')"},
    {"owe", "insert into tasks values ($1, $2, $2, $3, now() + interval '10 days')"},
    {"lock", "select version, state, handler, office from cases where id = $1 for update"},
    {"move", "update cases set version = version + 1, state = $2, handler = $3 where id = $1"},
    {"event", "insert into events values ($1, $2::text::int, $3, $4, now(), $5, $6, 'opinion')"},
    {"done", "delete from tasks where case_id = $1 and name = $2"},
    {"submit", "select submit($1, $2, $3, $4, $5)"},
    {"step", "select step($1, $2, $3, $4, $5, $6, $7, $8)"},
};

struct Query {
  const char* name;
  std::vector<std::string> values;
  int binary = -1;  // which value is octets
};

// One connection's item: three commands, each one query or a run of them.
struct Client {
  PGconn* connection = nullptr;
  std::uint64_t item = 0;
  int step = 0;
  std::size_t at = 0;
  std::vector<Query> queries;
  SteadyTime asked;
};

std::vector<Query> queries_of(Postgres::Form form, std::size_t client, const Client& one) {
  const auto tag = fmt::format("{}-{}", client, one.item);
  const auto id = std::string{view_of(sha256(tag)).substr(0, 16)};
  const auto key = fmt::format("{}-{}", tag, one.step);
  const std::string who = one.step == 0   ? fmt::format("applicant-{}", client)
                          : one.step == 1 ? "handler"
                                          : "approver";
  const std::string content(content_octets, 'x');
  if (form == Postgres::Form::function) {
    if (one.step == 0) return {{"submit", {key, who, id, office_node, content}, 2}};
    if (one.step == 1) {
      return {{"step", {key, who, id, "Proposed", "HANDLING", "REVIEW", "handle", "review"}, 2}};
    }
    return {{"step", {key, who, id, "Approved", "REVIEW", "APPROVED", "review", "make"}, 2}};
  }
  if (one.step == 0) {
    return {{"begin", {}},
            {"key", {who, key, id, "1"}, 2},
            {"open", {id, who, office_node}, 0},
            {"opened", {id, who, content}, 0},
            {"owe", {id, "handle", office_node}, 0},
            {"commit", {}}};
  }
  const bool first = one.step == 1;
  const std::string version = first ? "3" : "4";
  return {{"begin", {}},
          {"lock", {id}, 0},
          {"key", {who, key, id, version}, 2},
          {"move", {id, first ? "REVIEW" : "APPROVED", who}, 0},
          {"event",
           {id, version, first ? "Proposed" : "Approved", who, first ? "HANDLING" : "REVIEW",
            first ? "REVIEW" : "APPROVED"},
           0},
          {"done", {id, first ? "handle" : "review"}, 0},
          {"owe", {id, first ? "review" : "make", office_node}, 0},
          {"commit", {}}};
}

Result<void> send_query(Client& client) {
  const auto& query = client.queries[client.at];
  const char* values[8];
  int lengths[8];
  int formats[8];
  for (std::size_t i = 0; i < query.values.size(); ++i) {
    values[i] = query.values[i].data();
    lengths[i] = static_cast<int>(query.values[i].size());
    formats[i] = static_cast<int>(i) == query.binary ? 1 : 0;
  }
  if (PQsendQueryPrepared(client.connection, query.name, static_cast<int>(query.values.size()),
                          values, lengths, formats, 0) != 1) {
    return fail(Code::unavailable, PQerrorMessage(client.connection));
  }
  PQflush(client.connection);
  return ok();
}

int shell(const std::string& command) {
  const auto quiet = command + " >/dev/null 2>&1";
  return std::system(quiet.c_str());
}

std::string as_postgres(const std::string& command) {
  return geteuid() == 0 ? "su postgres -s /bin/sh -c '" + command + "'" : command;
}

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";

}  // namespace

Result<std::unique_ptr<Postgres>> Postgres::start(const std::string& folder) {
  if (!std::filesystem::exists(std::string{programs} + "initdb")) {
    return fail(Code::not_found, "PostgreSQL 15 is not installed (apt install postgresql-15)");
  }
  std::unique_ptr<Postgres> server{new Postgres{folder}};
  std::filesystem::create_directories(folder);
  if (geteuid() == 0 && shell("chown postgres " + folder) != 0) {
    return fail(Code::io, "the folder cannot be given to user postgres");
  }
  const std::string bin = programs;
  if (shell(as_postgres(bin + "initdb -D " + folder + "/data -U bench -A trust")) != 0) {
    return fail(Code::io, "initdb failed");
  }
  const auto options = fmt::format(
      "-c listen_addresses= -c unix_socket_directories={} -c max_connections=300 "
      "-c shared_buffers=256MB -c synchronous_commit=on -c max_wal_size=4GB",
      folder);
  if (shell(as_postgres(fmt::format("{}pg_ctl -D {}/data -w -l {}/log -o \"{}\" start", bin, folder,
                                    folder, options))) != 0) {
    return fail(Code::io, "PostgreSQL does not start; see its log");
  }
  return server;
}

Postgres::~Postgres() {
  shell(as_postgres(fmt::format("{}pg_ctl -D {}/data -m immediate stop", programs, folder_)));
}

std::string Postgres::connection_text() const {
  return fmt::format("host={} user=bench dbname=postgres", folder_);
}

Result<LoadResult> Postgres::run(Form form, const LoadOptions& options) {
  std::vector<Client> clients(options.connections);
  const auto close_all = [&] {
    for (auto& client : clients) PQfinish(client.connection);
  };
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  const auto fail_with = [&](std::string why) -> Result<LoadResult> {
    close_all();
    close(poll);
    return fail(Code::unavailable, "PostgreSQL: " + std::move(why));
  };
  for (std::size_t i = 0; i < clients.size(); ++i) {
    auto* connection = PQconnectdb(connection_text().c_str());
    clients[i].connection = connection;
    if (PQstatus(connection) != CONNECTION_OK) return fail_with(PQerrorMessage(connection));
    if (i == 0) {
      PQclear(PQexec(connection, "drop schema public cascade; create schema public"));
      auto* made = PQexec(connection, schema);
      const bool good = PQresultStatus(made) == PGRES_COMMAND_OK;
      PQclear(made);
      if (!good) return fail_with(PQerrorMessage(connection));
    }
    for (const auto& statement : statements) {
      auto* prepared = PQprepare(connection, statement.name, statement.text, 0, nullptr);
      const bool good = PQresultStatus(prepared) == PGRES_COMMAND_OK;
      PQclear(prepared);
      if (!good) return fail_with(PQerrorMessage(connection));
    }
    PQsetnonblocking(connection, 1);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(poll, EPOLL_CTL_ADD, PQsocket(connection), &event);
  }
  LoadResult result;
  const auto started = steady_now();
  auto measured_from = started;
  bool measuring = false;
  const auto ask = [&](std::size_t i) {
    auto& client = clients[i];
    client.queries = queries_of(form, i, client);
    client.at = 0;
    client.asked = steady_now();
    return send_query(client);
  };
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (auto sent = ask(i); !sent) return fail_with(sent.error().detail);
  }
  for (;;) {
    const auto elapsed = seconds_since(started);
    if (!measuring && elapsed >= options.warm_up_s) {
      measuring = true;
      result = LoadResult{};
      measured_from = steady_now();
    }
    if (elapsed >= options.warm_up_s + options.seconds) break;
    epoll_event events[64];
    const int count = epoll_wait(poll, events, 64, 100);
    for (int e = 0; e < count; ++e) {
      const auto i = static_cast<std::size_t>(events[e].data.u64);
      auto& client = clients[i];
      if (PQconsumeInput(client.connection) != 1)
        return fail_with(PQerrorMessage(client.connection));
      if (PQisBusy(client.connection) == 1) continue;
      bool failed = false;
      while (auto* answer = PQgetResult(client.connection)) {
        const auto status = PQresultStatus(answer);
        failed = failed || (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK);
        PQclear(answer);
      }
      if (failed) return fail_with(PQerrorMessage(client.connection));
      if (++client.at < client.queries.size()) {
        if (auto sent = send_query(client); !sent) return fail_with(sent.error().detail);
        continue;
      }
      result.latencies.add(client.asked, steady_now());
      ++result.commands;
      if (++client.step == 3) {
        client.step = 0;
        ++client.item;
        ++result.items;
      }
      if (auto sent = ask(i); !sent) return fail_with(sent.error().detail);
    }
  }
  result.seconds = seconds_since(measured_from);
  close_all();
  close(poll);
  return result;
}

}  // namespace vermilion::bench

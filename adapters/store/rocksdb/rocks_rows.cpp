#include "adapters/store/rocksdb/rocks_rows.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "adapters/store/rocksdb/rocks_family.hpp"

namespace vermilion {
namespace {

namespace fs = std::filesystem;

// Sorted files of an ingestion that a crash interrupted.
void sweep(const std::string& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{directory, ignored}) {
    if (entry.path().filename().string().starts_with("ingest-")) fs::remove(entry.path(), ignored);
  }
}

bool is_locked(const rocksdb::Status& status) {
  return status.IsIOError() && status.ToString().find("lock") != std::string::npos;
}

}  // namespace

RocksRows::RocksRows(std::shared_ptr<RocksDatabase> database) : database_{std::move(database)} {}
RocksRows::~RocksRows() = default;

Result<std::unique_ptr<RocksRows>> RocksRows::open(const std::string& directory,
                                                   const RocksSizes& sizes) {
  return open(directory, sizes, false);
}

Result<std::unique_ptr<RocksRows>> RocksRows::open_read_only(const std::string& directory,
                                                             const RocksSizes& sizes) {
  return open(directory, sizes, true);
}

Result<std::unique_ptr<RocksRows>> RocksRows::open(const std::string& directory,
                                                   const RocksSizes& sizes, bool read_only) {
  auto database = std::make_shared<RocksDatabase>();
  database->directory = directory;
  database->read_only = read_only;
  database->sizes = sizes;
  database->options = rocks_options(sizes);
  std::error_code ignored;
  const bool present = fs::exists(directory + "/CURRENT", ignored);
  if (!present && read_only) {
    return fail(
        Code::not_found,
        fmt::format("no rows in {}: {}; name the data directory of a hall that has run, or "
                    "rebuild its views from the journal",
                    directory,
                    fs::is_directory(directory, ignored) ? "it holds no RocksDB (no CURRENT)"
                                                         : "there is no such directory"));
  }
  std::vector<std::string> names{rocksdb::kDefaultColumnFamilyName};
  if (present) {
    const auto status = rocksdb::DB::ListColumnFamilies(database->options, directory, &names);
    if (!status.ok()) return rocks_error(*database, "", status);
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> wanted;
  wanted.reserve(names.size());
  for (const auto& name : names) wanted.emplace_back(name, database->options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const auto status =
      read_only ? rocksdb::DB::OpenForReadOnly(database->options, directory, wanted, &handles, &db)
                : rocksdb::DB::Open(database->options, directory, wanted, &handles, &db);
  if (!status.ok()) {
    auto error = rocks_error(*database, "", status);
    if (is_locked(status)) {
      error = {Code::conflict, fmt::format("rows in {} are open in another process, or twice in "
                                           "this one: stop it, or open them read only ({})",
                                           directory, status.ToString())};
    }
    return error;
  }
  database->db.reset(db);
  if (!read_only) sweep(directory);
  std::unique_ptr<RocksRows> rows{new RocksRows{database}};
  Result<void> loaded = ok();
  for (std::size_t i = 0; i < handles.size(); ++i) {
    if (names[i] == rocksdb::kDefaultColumnFamilyName) {
      static_cast<void>(db->DestroyColumnFamilyHandle(handles[i]));  // RocksDB keeps its own
      continue;
    }
    auto family =
        std::make_unique<RocksFamily>(database, names[i], column_of(database, handles[i]));
    if (loaded) loaded = family->load_positions();
    rows->families_.emplace(names[i], std::move(family));
  }
  VERMILION_TRY(std::move(loaded));
  return rows;
}

Result<RocksFamily*> RocksRows::find(std::string_view name) {
  const std::lock_guard lock{mutex_};
  if (const auto found = families_.find(name); found != families_.end()) return found->second.get();
  if (name.empty() || name.size() > 64 || name == rocksdb::kDefaultColumnFamilyName ||
      name.find('/') != std::string_view::npos) {
    return fail(Code::invalid,
                fmt::format("family \"{}\": a name has 1 to 64 octets, no slash, and "
                            "is not \"default\"",
                            name));
  }
  if (database_->read_only) {
    return fail(Code::not_found, fmt::format("rows in {}: no family {}; rebuild makes it",
                                             database_->directory, name));
  }
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  const auto status =
      database_->db->CreateColumnFamily(database_->options, std::string{name}, &handle);
  if (!status.ok()) return rocks_error(*database_, name, status);
  auto made =
      std::make_unique<RocksFamily>(database_, std::string{name}, column_of(database_, handle));
  return families_.emplace(std::string{name}, std::move(made)).first->second.get();
}

Result<RowFamily*> RocksRows::family(std::string_view name) {
  VERMILION_TRY(auto* found, find(name));
  return static_cast<RowFamily*>(found);
}

Result<void> RocksRows::flush() {
  if (database_->read_only) return ok();
  std::vector<RocksColumn> held;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, family] : families_) held.push_back(family->column());
  }
  std::vector<rocksdb::ColumnFamilyHandle*> columns;
  columns.reserve(held.size());
  for (const auto& column : held) columns.push_back(column.get());
  const auto status = database_->db->Flush({}, columns);
  if (!status.ok()) return rocks_error(*database_, "", status);
  return ok();
}

Result<void> RocksRows::ingest_sorted(std::string_view family, const SortedChanges& next,
                                      const std::vector<FoldedTo>& positions) {
  VERMILION_TRY(auto* found, find(family));
  return found->ingest(next, positions);
}

Result<void> RocksRows::verify_checksums() const {
  const auto status = database_->db->VerifyFileChecksums({});
  if (!status.ok()) return rocks_error(*database_, "", status);
  return ok();
}

std::vector<std::string> RocksRows::families() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> names;
  names.reserve(families_.size());
  for (const auto& [name, family] : families_) names.push_back(name);
  return names;
}

}  // namespace vermilion

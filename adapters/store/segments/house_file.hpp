// The house file: the record with which a house begins, in DIR/house.vmr, written once.
//
// Its hash is the `prev` of every partition's first record, so nothing of the journal can be taken
// for another house's. Threads: free functions.
#pragma once

#include "adapters/store/segments/files.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr const char* house_file_name = "house.vmr";

// Makes the directory (its parent exists), writes the record durably. Errors: conflict (there is a
// house already), invalid (the octets are no house record), io.
[[nodiscard]] Result<void> found_house(FilePort& files, const std::string& directory,
                                       BytesView house_record);
// Makes durable the names that lead to the house and to its partitions: a process that died before
// it synced them left names that a power loss would take back. Errors: io.
[[nodiscard]] Result<void> sync_house(FilePort& files, const std::string& directory);
// Errors: not_found (no house here), corrupt, io.
[[nodiscard]] Result<Bytes> read_house(FilePort& files, const std::string& directory);

}  // namespace vermilion

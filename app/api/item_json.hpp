// Items of the catalogue as JSON: the list's line, the whole item, and the item's guide.
//
// All of it comes from the item's text and its edition's table; nothing is written by hand. Open to
// everybody (行政许可法 30: what an application takes is published). Threads: free functions.
#pragma once

#include <boost/json/object.hpp>

#include "app/api/words.hpp"
#include "engine/core/item.hpp"

namespace vermilion::api {

[[nodiscard]] boost::json::object item_head_json(const Item& item);
[[nodiscard]] boost::json::object whole_item_json(const Words& words, const Item& item);
// The whole item, and "steps" and "papers" of its edition (guide.hpp).
[[nodiscard]] boost::json::object guide_json(const Words& words, const Item& item,
                                             const Edition& edition);

}  // namespace vermilion::api

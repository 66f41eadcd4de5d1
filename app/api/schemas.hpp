// The JSON Schemas that the OpenAPI document refers to: every fact, and every body of the API.
//
// Facts describe themselves (app/api/fact_json.hpp) and stand under their own names; the bodies are
// written here once. `additionalProperties` is left open in answers, so that a member may be added
// without a new version, and closed in requests, where an unknown member is refused.
// Threads: free function.
#pragma once

#include <boost/json/object.hpp>

namespace vermilion::api {

[[nodiscard]] boost::json::object component_schemas();

}  // namespace vermilion::api

// The OpenAPI 3.1 document, made from the route table and the schemas that the caller hands in.
//
// Every route of the table is in it and nothing else; a schema that a route names and the
// components lack is a bug (CHECK), so that no reference dangles.
// Threads: free function.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "app/api/router.hpp"

namespace vermilion::api {

struct ApiTitle {
  std::string title;
  std::string version;
  Text description = {};
};

// `schemas` becomes components/schemas, with Problem added.
[[nodiscard]] boost::json::object openapi(std::span<const Route> routes, const ApiTitle& title,
                                          boost::json::object schemas, Language language);

}  // namespace vermilion::api

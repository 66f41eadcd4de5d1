// `vermilion import` and `export`: a house from one machine into Kafka, and back.
//
// Both verify record by record and say how many were the same; both may be interrupted and begun
// again. Neither runs beside a hall that writes this house. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

// import --data DIR --brokers LIST [--topic NAME] …: the house in DIR's segments into the topic
void add_import(CLI::App& app, Chosen& chosen);
// export --data DIR --brokers LIST [--topic NAME] …: the house in the topic into DIR's segments
void add_export(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands

#include "app/api/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>

#include "projections/view.hpp"

namespace vermilion::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Families {
 public:
  void counter(const char* name, const char* help, std::uint64_t value) {
    ClientMetric metric;
    metric.counter.value = static_cast<double>(value);
    add(name, help, MetricType::Counter, std::move(metric));
  }
  void gauge(const char* name, const char* help, double value) {
    ClientMetric metric;
    metric.gauge.value = value;
    add(name, help, MetricType::Gauge, std::move(metric));
  }
  // One more figure of the family before, told apart by a label.
  void labelled_gauge(const char* name, const char* help, const char* label,
                      const std::string& label_value, double value) {
    ClientMetric metric;
    metric.gauge.value = value;
    metric.label.push_back({label, label_value});
    if (!families_.empty() && families_.back().name == name) {
      families_.back().metric.push_back(std::move(metric));
    } else {
      add(name, help, MetricType::Gauge, std::move(metric));
    }
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    prometheus::TextSerializer{}.Serialize(out, families_);
    return out.str();
  }

 private:
  void add(const char* name, const char* help, MetricType type, ClientMetric metric) {
    MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    family.metric.push_back(std::move(metric));
    families_.push_back(std::move(family));
  }
  std::vector<MetricFamily> families_;
};

void add_engine(Families& families, Hall& hall) {
  const auto loop = hall.loop().statistics();
  families.counter("vermilion_frames_total", "frames that are done", loop.frames);
  families.counter("vermilion_records_total", "records that are done", loop.records);
  families.counter("vermilion_journal_bytes_total", "octets of frames that are done", loop.bytes);
  families.counter("vermilion_proposals_total", "proposals taken in", loop.proposals);
  families.counter("vermilion_proposals_full_total", "proposals turned away, the inbox being full",
                   loop.refused_full);
  families.counter("vermilion_claims_total", "claims of the partition by this process",
                   loop.claims);
  families.gauge("vermilion_reigns", "1 when this node decides in the partition",
                 hall.loop().reigns() ? 1 : 0);
  families.gauge("vermilion_proposals_waiting", "proposals without an outcome",
                 static_cast<double>(loop.waiting));
  families.gauge("vermilion_partition_stopped", "1 when nothing is written any more",
                 hall.loop().stopped().empty() ? 0 : 1);
}

void add_views(Families& families, Hall& hall) {
  const auto last = hall.journal().last(Hall::partition);
  families.gauge("vermilion_journal_position", "seq of the last record that is done",
                 static_cast<double>(last));
  for (const auto& view : projections::all_views()) {
    const std::string name{view->name()};
    const auto at = hall.projector().position(name, Hall::partition);
    if (!at) continue;
    families.labelled_gauge("vermilion_view_position", "seq up to which the view is folded", "view",
                            name, static_cast<double>(at.value()));
  }
  const auto least = hall.projector().position(Hall::partition);
  families.gauge("vermilion_views_lag", "records that the slowest view is behind",
                 static_cast<double>(last > least ? last - least : 0));
  families.gauge("vermilion_views_stopped", "1 when a view has stopped",
                 hall.views_stopped().empty() ? 0 : 1);
  families.gauge("vermilion_position_waiters", "reads that wait for a position",
                 static_cast<double>(hall.projector().waiters().waiting()));
}

void add_http(Families& families, const HttpStatistics& http) {
  families.gauge("vermilion_http_connections", "connections that are open",
                 static_cast<double>(http.connections_open));
  families.counter("vermilion_http_connections_total", "connections accepted",
                   http.connections_accepted);
  families.counter("vermilion_http_connections_refused_total", "connections beyond the bound",
                   http.connections_refused);
  families.gauge("vermilion_http_outstanding", "requests without an answer",
                 static_cast<double>(http.outstanding));
  families.counter("vermilion_http_requests_total", "requests read whole", http.requests);
  families.counter("vermilion_http_requests_refused_total", "requests beyond the bound",
                   http.requests_refused);
  families.counter("vermilion_http_faults_total", "requests that are no HTTP we take", http.faults);
  families.counter("vermilion_http_timeouts_total", "connections cut off for being slow",
                   http.timeouts);
  families.counter("vermilion_http_failures_total", "exceptions that left a handler",
                   http.handler_failures);
}

}  // namespace

std::string metrics_text(Api& api) {
  Families families;
  Hall& hall = api.hall;
  add_engine(families, hall);
  if (hall.keeps_views()) add_views(families, hall);
  if (api.http_statistics) add_http(families, api.http_statistics());
  if (api.publishing) {
    const auto publishing = api.publishing();
    families.counter("vermilion_published_total", "public events sent by this process",
                     publishing.published);
    families.gauge("vermilion_published_seq", "pubseq of the last public event it sent",
                   static_cast<double>(publishing.pubseq));
    families.gauge("vermilion_published_position",
                   "seq up to which it has looked the journal through for them",
                   static_cast<double>(publishing.position));
    families.gauge("vermilion_publishing_troubled", "1 when the last attempt to publish failed",
                   publishing.trouble.empty() ? 0 : 1);
  }
  families.gauge("vermilion_set_clock", "1 in a house with a set clock: no legal effect",
                 hall.founded().set_clock ? 1 : 0);
  families.gauge("vermilion_clock_seconds", "the house's clock, seconds since 1970",
                 static_cast<double>(hall.clock().now().microseconds) / 1e6);
  return families.text();
}

}  // namespace vermilion::api

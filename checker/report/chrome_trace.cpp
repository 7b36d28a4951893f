// SPDX-License-Identifier: MIT
#include "checker/report/chrome_trace.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "checker/report/arrows.hpp"
#include "checker/report/lane_rows.hpp"

namespace vigil {

namespace {

using Json = nlohmann::ordered_json;
using detail::EntryIndex;
using detail::LaneRow;

constexpr int process_id = 1;
constexpr std::uint32_t step_us = 1000;

/// A piece of a track.
struct Slice {
  double begin_us = 0;
  double length_us = 0;
  std::uint32_t track = 0;
};

class EventWriter {
 public:
  EventWriter(const Trace& trace, const std::optional<Violation>& violation)
      : trace_(trace), rows_(detail::lane_rows(trace, violation)) {}

  Json write(const std::string& title) {
    add_metadata(title);
    for (std::size_t begin = 0; begin < rows_.size();) {
      std::size_t end = begin + 1;
      while (end < rows_.size() && rows_[end].task == rows_[begin].task &&
             rows_[end].step == rows_[begin].step) {
        ++end;
      }
      add_step(begin, end);
      begin = end;
    }
    add_arrows();
    return std::move(events_);
  }

 private:
  /// Track 0 is for the clock and for what belongs to no task.
  [[nodiscard]] std::uint32_t track_of(TaskId task) const {
    const auto found = std::ranges::find(trace_.tasks, task, &TraceTask::id);
    if (found == trace_.tasks.end()) return 0;
    return static_cast<std::uint32_t>(found - trace_.tasks.begin()) + 1;
  }

  void add_metadata(const std::string& title) {
    const auto add = [this](const char* what, std::uint32_t track, Json arguments) {
      events_.push_back({{"name", what},
                         {"ph", "M"},
                         {"pid", process_id},
                         {"tid", track},
                         {"args", std::move(arguments)}});
    };
    add("process_name", 0, {{"name", title}});
    add("thread_name", 0, {{"name", "clock and notes"}});
    for (const TraceTask& task : trace_.tasks) {
      const std::uint32_t track = track_of(task.id);
      add("thread_name", track, {{"name", task.name}});
      add("thread_sort_index", track, {{"sort_index", track}});
    }
  }

  /// The rows [begin, end): one slice for the step, one for each of its operations inside.
  void add_step(std::size_t begin, std::size_t end) {
    const LaneRow& first = rows_[begin];
    if (first.step.valid()) now_us_ = std::max(now_us_, double{step_us} * first.step.value);
    const std::uint32_t track = track_of(first.task);
    if (!first.entry) {
      add_instant(first, track);
      return;
    }
    const Slice step{now_us_, step_us * 0.9, track};
    add_slice("step " + std::to_string(first.step.value), step, first);
    const double each_us = step.length_us / static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      const Slice slice{step.begin_us + each_us * static_cast<double>(i - begin), each_us, track};
      add_slice(rows_[i].text, slice, rows_[i]);
      if (rows_[i].entry) slice_of_[*rows_[i].entry] = slice;
    }
    now_us_ += step_us * 0.9;
  }

  void add_slice(const std::string& name, const Slice& slice, const LaneRow& row) {
    Json arguments = {{"step", row.step.value}, {"where", row.where}};
    if (row.entry) arguments["virtual_time_ns"] = trace_.entries[*row.entry].time_ns;
    events_.push_back({{"name", name},
                       {"cat", "vigil"},
                       {"ph", "X"},
                       {"ts", slice.begin_us},
                       {"dur", slice.length_us},
                       {"pid", process_id},
                       {"tid", slice.track},
                       {"args", std::move(arguments)}});
  }

  /// The mark of a violation, or what a task waits for at the end.
  void add_instant(const LaneRow& row, std::uint32_t track) {
    events_.push_back({{"name", row.text},
                       {"cat", "violation"},
                       {"ph", "I"},
                       {"ts", now_us_},
                       {"s", "t"},
                       {"pid", process_id},
                       {"tid", track},
                       {"args", {{"where", row.where}}}});
  }

  /// A flow begins in the middle of one slice and ends in the middle of another.
  void add_arrows() {
    int id = 0;
    for (const detail::Arrow& arrow : detail::arrows_of(trace_)) {
      const auto from = slice_of_.find(arrow.from);
      const auto to = slice_of_.lower_bound(arrow.to);  // a relock is told by the row after it
      if (from == slice_of_.end() || to == slice_of_.end()) continue;
      if (trace_.entries[to->first].task != trace_.entries[arrow.to].task) continue;
      ++id;
      add_flow("s", arrow, from->second, id);
      add_flow("f", arrow, to->second, id);
    }
  }

  void add_flow(const char* phase, const detail::Arrow& arrow, const Slice& slice, int id) {
    events_.push_back({{"name", detail::name(arrow.kind)},
                       {"cat", "vigil"},
                       {"ph", phase},
                       {"id", id},
                       {"ts", slice.begin_us + slice.length_us / 2},
                       {"pid", process_id},
                       {"tid", slice.track}});
    if (*phase == 'f') events_.back()["bp"] = "e";
  }

  const Trace& trace_;
  std::vector<LaneRow> rows_;
  Json events_ = Json::array();
  std::map<EntryIndex, Slice> slice_of_;
  double now_us_ = 0;
};

}  // namespace

std::string chrome_trace(const Trace& trace, const std::optional<Violation>& violation,
                         const std::string& title) {
  const Json json = {{"traceEvents", EventWriter(trace, violation).write(title)},
                     {"displayTimeUnit", "ms"},
                     {"otherData", {{"title", title}, {"time", "1 ms is one step"}}}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vigil

// SPDX-License-Identifier: MIT
#include "checker/report/lane_rows.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/waits.hpp"
#include "checker/detect/words.hpp"
#include "checker/report/places.hpp"
#include "checker/report/text_width.hpp"

namespace vigil::detail {

namespace {

/// "1 s", "0.25 s", "3 ms": exact to the nanosecond, as short as it can be.
[[nodiscard]] std::string duration_words(std::int64_t duration_ns) {
  if (duration_ns < 0) return "any time";
  struct Unit {
    std::int64_t ns;
    const char* name;
  };
  constexpr std::array units = {Unit{1'000'000'000, "s"}, Unit{1'000'000, "ms"},
                                Unit{1'000, "us"}, Unit{1, "ns"}};
  const auto unit = std::ranges::find_if(
      units, [&](Unit candidate) { return duration_ns >= candidate.ns; });
  if (unit == units.end()) return "0 s";
  std::string text = std::to_string(duration_ns / unit->ns);
  std::int64_t rest = duration_ns % unit->ns;
  if (rest > 0) text += '.';
  for (std::int64_t digit = unit->ns / 10; rest > 0; digit /= 10) {
    text += static_cast<char>('0' + rest / digit);
    rest %= digit;
  }
  return text + " " + unit->name;
}

/// Source locations by file name alone, or with the folder where two files share a name.
class SourceNames {
 public:
  explicit SourceNames(const Trace& trace) {
    for (const TraceEntry& entry : trace.entries) {
      const std::string path = entry.operation.where.file_name();
      paths_[base_name(path, 1)].insert(path);
    }
  }
  [[nodiscard]] std::string operator()(const Operation& operation) const {
    const std::optional<Place> place = place_of(operation);
    if (!place) return {};
    const auto known = paths_.find(base_name(place->file, 1));
    const bool ambiguous = known != paths_.end() && known->second.size() > 1;
    return printable(base_name(place->file, ambiguous ? 2 : 1)) + ":" +
           std::to_string(place->line);
  }

 private:
  std::map<std::string, std::set<std::string>> paths_;
};

class RowWriter {
 public:
  RowWriter(const Trace& trace, const std::optional<Violation>& violation)
      : trace_(trace), violation_(violation), waits_(waits_of(trace)), sources_(trace) {}

  std::vector<LaneRow> write() {
    for (EntryIndex i = 0; i < trace_.entries.size(); ++i) {
      add_queued(trace_.entries[i].step);
      if (!is_noise(i)) add(i);
    }
    // What a violation interrupts says nothing of who would have waited.
    const bool interrupted = violation_ && trace_.step_count > 0;
    add_queued(StepIndex{trace_.step_count - (interrupted ? 1 : 0)});
    if (violation_ && violation_->property != Property::deadlock) mark_violation();
    if (tells_blocked()) add_blocked();
    return std::move(rows_);
  }

 private:
  void add(EntryIndex index) {
    const TraceEntry& entry = trace_.entries[index];
    const Operation& operation = entry.operation;
    if (takes_lock(operation.kind)) queued_.erase(entry.task);
    LaneRow row{.step = entry.step,
                .task = entry.task,
                .text = printable(words(index)),
                .where = sources_(operation),
                .source = operation.where,
                .style = RowStyle::plain,
                .entry = index};
    const bool quotes = operation.kind == OperationKind::require ||
                        operation.kind == OperationKind::raise;
    if (!entry.text.empty()) row.text += (quotes ? ": " : " ") + printable(entry.text);
    const bool returns = operation.kind == OperationKind::wait && operation.a != 0;
    if (returns || !woken_by(index).empty()) row.style = RowStyle::wakes;
    if (!has_column(entry.task)) {
      row.style = RowStyle::note;
      if (trace_.is_adversary(entry.task)) {
        row.text = "the adversary cancels " + printable(trace_.task_name(operation.peer)) +
                   (operation.a != 0 ? "" : " (no effect)");
      } else if (entry.task.valid() && entry.task != clock_task) {
        row.text = printable(trace_.task_name(entry.task)) + ": " + row.text;
      }
      row.task = TaskId{};
    }
    rows_.push_back(std::move(row));
  }

  /// Rows at the end say what every task waits for.
  [[nodiscard]] bool tells_blocked() const {
    return violation_ && (violation_->property == Property::deadlock ||
                          violation_->property == Property::stuck_resource);
  }

  /// Who came, in steps before `end`, to a lock or queue that makes it wait: it has not done
  /// anything yet, so no entry tells of it.
  void add_queued(StepIndex end) {
    for (; next_state_ < trace_.task_states.size(); ++next_state_) {
      const TraceTaskState& known = trace_.task_states[next_state_];
      if (known.step >= end) return;
      const Operation& pending = known.pending;
      const bool takes = pending.kind == OperationKind::acquire ||
                         pending.kind == OperationKind::lock;
      const bool moves = pending.kind == OperationKind::get || pending.kind == OperationKind::put;
      const auto queued = queued_.find(known.task);
      const bool same = queued != queued_.end() && queued->second == pending.object;
      if (!takes && !moves) queued_.erase(known.task);
      if ((!takes && !moves) || same || known.state != TraceTask::End::blocked) continue;
      queued_[known.task] = pending.object;
      rows_.push_back({.step = known.step,
                       .task = known.task,
                       .text = printable((takes ? "waits for " : "waits to " +
                                          std::string{name(pending.kind)} + " at ") +
                                         trace_.object_name(pending.object)),
                       .where = sources_(pending),
                       .source = pending.where});
    }
  }

  [[nodiscard]] bool has_column(TaskId task) const {
    return std::ranges::find(trace_.tasks, task, &TraceTask::id) != trace_.tasks.end();
  }

  /// Rows that say nothing: a condition that held, and what the next row says better.
  [[nodiscard]] bool is_noise(EntryIndex index) const {
    const TraceEntry& entry = trace_.entries[index];
    const Operation& operation = entry.operation;
    if (operation.kind == OperationKind::require) return operation.a != 0;
    if (operation.kind == OperationKind::spurious) return operation.peer == entry.task;
    if (operation.kind != OperationKind::relock || index + 1 == trace_.entries.size()) return false;
    const TraceEntry& next = trace_.entries[index + 1];
    return next.task == entry.task && next.step == entry.step &&
           next.operation.kind == OperationKind::wait && next.operation.a != 0;
  }

  [[nodiscard]] std::vector<TaskId> woken_by(EntryIndex index) const {
    std::vector<TaskId> tasks;
    for (const Wait& wait : waits_) {
      if (wait.woken == index) tasks.push_back(wait.task);
    }
    return tasks;
  }

  [[nodiscard]] std::string object_words(const Operation& operation) const {
    std::string text{name(operation.kind)};
    if (operation.object.valid()) text += " " + trace_.object_name(operation.object);
    return text;
  }

  [[nodiscard]] std::string names(const std::vector<TaskId>& tasks) const {
    std::string text;
    for (const TaskId task : tasks) text += (text.empty() ? "" : ", ") + trace_.task_name(task);
    return text;
  }

  /// "notify_all cv -> a, b", "notify cv: nobody waits".
  [[nodiscard]] std::string wake_words(EntryIndex index) const {
    const TraceEntry& entry = trace_.entries[index];
    const std::vector<TaskId> woken = woken_by(index);
    const std::string text = object_words(entry.operation);
    constexpr std::size_t named_count_max = 3;
    if (woken.size() > named_count_max) return text + " -> " + counted(woken.size(), "waiter");
    if (!woken.empty()) return text + " -> " + names(woken);
    if (entry.operation.a > 0) {
      return text + " -> " + counted(static_cast<std::size_t>(entry.operation.a), "waiter");
    }
    return entry.operation.kind == OperationKind::set ? text : text + ": nobody waits";
  }

  /// "back from wait cv (woken by b)".
  [[nodiscard]] std::string return_words(EntryIndex index) const {
    const TraceEntry& entry = trace_.entries[index];
    std::string text = "back from " + object_words(entry.operation);
    const Wait* ended = nullptr;
    for (const Wait& wait : waits_) {
      const bool own = wait.task == entry.task && wait.object == entry.operation.object;
      if (own && wait.left && *wait.left <= index) ended = &wait;
    }
    if (ended == nullptr) return text;
    if (!ended->woken) return ended->diverted ? text + " (timed out)" : text;
    const TraceEntry& waker = trace_.entries[*ended->woken];
    if (waker.operation.kind == OperationKind::spurious) return text + " (spurious wake-up)";
    return text + " (woken by " + trace_.task_name(waker.task) + ")";
  }

  [[nodiscard]] std::string words(EntryIndex index) const {
    const TraceEntry& entry = trace_.entries[index];
    const Operation& operation = entry.operation;
    const std::string peer = operation.peer.valid() ? trace_.task_name(operation.peer) : "";
    switch (operation.kind) {
      case OperationKind::finish: return "ends";
      case OperationKind::spawn: return "spawn " + peer;
      case OperationKind::join:
        return peer.empty() ? "joined " + counted(static_cast<std::size_t>(operation.a), "task")
                            : "joined " + peer;
      case OperationKind::choose:
        return "choose: " + std::to_string(operation.a) + " of " + std::to_string(operation.b);
      case OperationKind::advance: return "the clock advances to " + duration_words(operation.a);
      case OperationKind::acquire:
        return object_words(operation) + (operation.a != 0 ? " (after queueing)" : "");
      case OperationKind::wait:
        return operation.a == 0 ? object_words(operation) : return_words(index);
      case OperationKind::notify:
      case OperationKind::notify_all:
      case OperationKind::notify_one:
      case OperationKind::set: return wake_words(index);
      case OperationKind::wait_for:
        return operation.a != 0 ? "predicate true" : "predicate false";
      case OperationKind::sleep:
        return operation.b != 0 ? "sleep ends" : "sleep " + duration_words(operation.a);
      case OperationKind::cancel:
        return "cancel " + peer + (operation.a != 0 ? "" : " (no effect)");
      case OperationKind::timeout:
        return operation.b == 0   ? "timeout of " + duration_words(operation.a)
               : operation.b == 1 ? "timeout left"
                                  : "timeout expires" + (peer.empty() ? "" : " in " + peer);
      case OperationKind::spurious: return "spurious wake-up of " + peer;
      case OperationKind::expire:
        return peer.empty() || operation.peer == entry.task ? "the wait times out"
                                                            : "the wait of " + peer + " times out";
      case OperationKind::try_lock:
        return object_words(operation) + (operation.a != 0 ? "" : " fails");
      case OperationKind::require: return "require fails";
      case OperationKind::call:
        return operation.object.valid() || entry.text.empty() ? object_words(operation) : "";
      default: return object_words(operation);
    }
  }

  /// Marks the last row of the step that broke the property and puts the property's name below.
  void mark_violation() {
    const Violation& violation = *violation_;
    std::size_t at = rows_.size();
    while (at > 0 && rows_[at - 1].step.valid() && rows_[at - 1].step > violation.step) --at;
    LaneRow mark{.step = violation.step,
                 .task = violation.task,
                 .text = "\u2717 " + printable(violation.name),
                 .where = sources_({.where = violation.where}),
                 .source = violation.where,
                 .style = RowStyle::violates};
    if (at > 0 && rows_[at - 1].step == violation.step) {
      mark.step = StepIndex{};
      if (rows_[at - 1].task == violation.task) rows_[at - 1].style = RowStyle::violates;
    }
    if (!has_column(mark.task)) mark.task = TaskId{};
    rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(at), std::move(mark));
  }

  void add_blocked() {
    for (const BlockedTask& blocked : blocked_tasks(trace_, waits_)) {
      rows_.push_back({.step = {},
                       .task = blocked.task,
                       .text = "\u2717 " + printable(describe_briefly(trace_, blocked)),
                       .where = sources_(blocked.pending),
                       .source = blocked.pending.where,
                       .style = RowStyle::blocked});
    }
  }

  const Trace& trace_;
  const std::optional<Violation>& violation_;
  std::vector<Wait> waits_;
  SourceNames sources_;
  std::vector<LaneRow> rows_;
  std::size_t next_state_ = 0;
  std::map<TaskId, ObjectId> queued_;  // rows have said so
};

[[nodiscard]] bool same(const LaneRow& first, const LaneRow& second) {
  return first.task == second.task && first.text == second.text && first.where == second.where &&
         first.style == second.style;
}

/// How often the `period` rows at `begin` come, one time after the other.
[[nodiscard]] std::size_t repeats(const std::vector<LaneRow>& rows, std::size_t begin,
                                  std::size_t period) {
  std::size_t count = 1;
  while (begin + (count + 1) * period <= rows.size()) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto next = first + static_cast<std::ptrdiff_t>(count * period);
    if (!std::equal(first, first + static_cast<std::ptrdiff_t>(period), next, same)) break;
    ++count;
  }
  return count;
}

[[nodiscard]] LaneRow note(std::string text) {
  return {.step = {}, .task = {}, .text = std::move(text), .where = {}, .style = RowStyle::note};
}

[[nodiscard]] std::vector<LaneRow> without_repeats(const std::vector<LaneRow>& rows) {
  constexpr std::size_t period_max = 12;
  constexpr std::size_t hidden_rows_min = 3;
  std::vector<LaneRow> result;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t period = 1;
    std::size_t count = 1;
    for (std::size_t p = 1; p <= period_max; ++p) {
      const std::size_t found = repeats(rows, i, p);
      if (found > 2 && (found - 1) * p >= hidden_rows_min && found * p > count * period) {
        period = p;
        count = found;
      }
    }
    for (std::size_t k = 0; k < period; ++k) result.push_back(rows[i + k]);
    if (count > 1) {
      const LaneRow& last = rows[i + count * period - 1];
      result.push_back(note("... the same " + std::string{period == 1 ? "row" : "rows"} + " " +
                            std::to_string(count - 1) + " more times, to " +
                            step_words(last.step)));
    }
    i += count * period;
  }
  return result;
}

}  // namespace

std::vector<LaneRow> lane_rows(const Trace& trace, const std::optional<Violation>& violation) {
  return RowWriter(trace, violation).write();
}

std::vector<LaneRow> folded(std::vector<LaneRow> rows, std::size_t row_count_max) {
  rows = without_repeats(rows);
  if (rows.size() <= row_count_max) return rows;
  // The end of a failing execution tells more than its beginning.
  const std::size_t head = row_count_max / 4;
  const std::size_t hidden = rows.size() - row_count_max;
  std::vector<LaneRow> result(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(head));
  result.push_back(note("... " + std::to_string(hidden) + " rows left out ..."));
  result.insert(result.end(), rows.begin() + static_cast<std::ptrdiff_t>(head + hidden),
                rows.end());
  return result;
}

}  // namespace vigil::detail

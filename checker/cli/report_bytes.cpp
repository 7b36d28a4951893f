// SPDX-License-Identifier: MIT
#include "checker/cli/report_bytes.hpp"

#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace vigil::cli {

namespace {

// The parts of each struct, once for both directions. Structured bindings make it an error to
// forget one.
template <class Archive>
void parts(Archive& archive, TraceEntry& entry) {
  auto& [step, task, operation, text, time_ns, woken] = entry;
  archive(step, task, operation, text, time_ns, woken);
}

template <class Archive>
void parts(Archive& archive, TraceTask& task) {
  auto& [id, name, end, pending, held] = task;
  archive(id, name, end, pending, held);
}

template <class Archive>
void parts(Archive& archive, TraceObject& object) {
  auto& [id, name, kind, state] = object;
  archive(id, name, kind, state);
}

template <class Archive>
void parts(Archive& archive, TraceObjectState& state) {
  auto& [step, object, text] = state;
  archive(step, object, text);
}

template <class Archive>
void parts(Archive& archive, TraceTaskState& state) {
  auto& [step, task, end, pending, held] = state;
  archive(step, task, end, pending, held);
}

template <class Archive>
void parts(Archive& archive, TraceDecision& decision) {
  auto& [step, is_value, names_task, taken, alternatives] = decision;
  archive(step, is_value, names_task, taken, alternatives);
}

template <class Archive>
void parts(Archive& archive, Trace& trace) {
  auto& [step_count, entries, tasks, callbacks, objects, decisions, object_states, task_states] =
      trace;
  archive(step_count, entries, tasks, callbacks, objects, decisions, object_states, task_states);
}

template <class Archive>
void parts(Archive& archive, Violation& violation) {
  auto& [property, name, message, step, task, object, where] = violation;
  archive(property, name, message, step, task, object, where);
}

template <class Archive>
void parts(Archive& archive, Failure& failure) {
  auto& [violation, schedule, diagnosis, trace, shrinking, explanation] = failure;
  archive(violation, schedule, diagnosis, trace, shrinking, explanation);
}

template <class Archive>
void parts(Archive& archive, Outcome& outcome) {
  auto& [text, executions, schedule] = outcome;
  archive(text, executions, schedule);
}

template <class Archive>
void parts(Archive& archive, ExploredTree::Node& node) {
  auto& [parent, task, operation, more, end, failed] = node;
  archive(parent, task, operation, more, end, failed);
}

template <class Archive>
void parts(Archive& archive, ExploredTree& tree) {
  auto& [nodes, execution_count, left_out_count] = tree;
  archive(nodes, execution_count, left_out_count);
}

template <class Archive>
void parts(Archive& archive, EqualGroup& group) {
  auto& [first, size] = group;
  archive(first, size);
}

template <class Archive>
void parts(Archive& archive, Report& report) {
  auto& [model, parameters, options, search, verdict, stopped_by, complete, of_callable,
         executions, traces, blocked, probes, transitions, states, merged, deadlocks, depth_max,
         seconds, failures, outcomes, vacuous, refined, audited, tree, replayed] = report;
  archive(model, parameters, options, search, verdict, stopped_by, complete, of_callable,
          executions, traces, blocked, probes, transitions, states, merged, deadlocks, depth_max,
          seconds, failures, outcomes, vacuous, refined, audited, tree, replayed);
}

class Writer {
 public:
  template <class... Values>
  void operator()(Values&... values) {
    (write(values), ...);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  template <class Value>
  void write(Value& value) {
    if constexpr (std::is_trivially_copyable_v<Value>) {
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      parts(*this, value);
    }
  }
  void write(std::string& text) {
    std::size_t size = text.size();
    write(size);
    bytes_ += text;
  }
  template <class Value>
  void write(std::vector<Value>& values) {
    std::size_t size = values.size();
    write(size);
    for (Value& value : values) write(value);
  }
  template <class First, class Second>
  void write(std::pair<First, Second>& pair) {
    write(pair.first);
    write(pair.second);
  }

  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class... Values>
  void operator()(Values&... values) {
    (read(values), ...);
  }
  /// True if there were as many bytes as it took.
  [[nodiscard]] bool whole() const { return !short_ && bytes_.empty(); }

 private:
  template <class Value>
  void read(Value& value) {
    if constexpr (std::is_trivially_copyable_v<Value>) {
      const std::string_view bytes = next(sizeof value);
      if (!short_) std::memcpy(&value, bytes.data(), sizeof value);
    } else {
      parts(*this, value);
    }
  }
  void read(std::string& text) { text = next(size()); }
  template <class Value>
  void read(std::vector<Value>& values) {
    for (std::size_t left = size(); left > 0 && !short_; --left) read(values.emplace_back());
  }
  template <class First, class Second>
  void read(std::pair<First, Second>& pair) {
    read(pair.first);
    read(pair.second);
  }
  [[nodiscard]] std::size_t size() {
    std::size_t size = 0;
    read(size);
    return size;
  }
  [[nodiscard]] std::string_view next(std::size_t count) {
    short_ = short_ || count > bytes_.size();
    if (short_) return {};
    const std::string_view bytes = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return bytes;
  }

  std::string_view bytes_;
  bool short_ = false;
};

}  // namespace

std::string to_bytes(const Report& report) {
  Writer writer;
  // Written through the same functions that read, which only look at it here.
  parts(writer, const_cast<Report&>(report));
  return writer.take();
}

bool from_bytes(std::string_view bytes, Report& report) {
  Reader reader(bytes);
  parts(reader, report);
  return reader.whole();
}

}  // namespace vigil::cli

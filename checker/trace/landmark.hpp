// SPDX-License-Identifier: MIT
#pragma once

/// Where a task stands at a decision, as something that outlives an edit of the model: the
/// operation (a family: `notify` and `notify_all` are one), the object's name and how often the
/// task has come there. A `Mark` is a hash of it, which a schedule keeps with every decision about
/// tasks: replay can tell that the task stands elsewhere now, and find the place again
/// (search/refind.hpp).
///
/// A hash and not the words, since a schedule is pasted: two characters a decision against some
/// fifteen. It cannot say where a task stood, only that it does not stand there; what it does
/// instead, the model itself tells.

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "checker/ids.hpp"
#include "checker/operation.hpp"
#include "checker/trace/trace.hpp"

namespace vigil {

/// Ten bits of a hash.
enum class Mark : std::uint16_t { none = 0xffff };
inline constexpr std::uint32_t mark_count = 1024;

/// Counts how often each task has done what, while an execution is recorded or read.
class Landmarks {
 public:
  /// Takes in the entries of steps before `step`. Cost: O(new entries).
  void advance(const Trace& trace, StepIndex step);

  /// The mark of a task that stands at `pending`, an operation on an object of that name (empty:
  /// on none). Cost: O(log(operations)).
  [[nodiscard]] Mark mark(TaskId task, const Operation& pending,
                          std::string_view object_name) const;

 private:
  /// A task, the family of an operation, its object.
  using Place = std::pair<TaskId, std::pair<OperationKind, ObjectId>>;

  std::size_t next_entry_ = 0;
  std::map<Place, std::uint32_t> counts_;
};

}  // namespace vigil

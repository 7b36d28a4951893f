// SPDX-License-Identifier: MIT
#pragma once

/// Strong identifiers of the engine. A bare integer never crosses a header: a TaskId cannot be
/// mistaken for an ObjectId or for a position in a trace. Ids are dense from 0, so that they can
/// index arrays. TaskId and ObjectId do not depend on the schedule: they are interned from the
/// path "the k-th spawn (or the k-th object) of that task", see `Registry`.

#include <compare>
#include <cstddef>
#include <cstdint>

namespace vigil {

/// An integer of its own type. Cost: none.
template <class Tag>
struct Id {
  std::uint32_t value = UINT32_MAX;

  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t number) : value(number) {}

  [[nodiscard]] constexpr bool valid() const { return value != UINT32_MAX; }
  [[nodiscard]] constexpr std::size_t index() const { return value; }
  constexpr auto operator<=>(const Id&) const = default;
};

using TaskId = Id<struct TaskTag>;      ///< a task of a model; `clock_task` is the virtual clock
using ObjectId = Id<struct ObjectTag>;  ///< a lock, condition, event, shared variable ...
using StepIndex = Id<struct StepTag>;   ///< position of a transition in an execution, from 0

/// The pseudo-task whose transitions advance the virtual clock.
inline constexpr TaskId clock_task{0};

}  // namespace vigil

// SPDX-License-Identifier: MIT
#pragma once

/// `Barrier`, asyncio.Barrier (CPython 3.11 and later): lets `parties` tasks pass together, again
/// and again. Built from a Condition of its own, as CPython's.
///
/// | state     | wait()                           | reset()            | abort() |
/// |-----------|----------------------------------|--------------------|---------|
/// | filling   | waits; the last one: draining    | resetting (filling | broken  |
/// | draining  | waits until filling              |   if nobody waits) | broken  |
/// | resetting | waits until filling              | resetting          | broken  |
/// | broken    | BrokenBarrierError "Barrier aborted" | as filling     | broken  |
///
/// wait. Returns: the index of arrival, 0 .. parties-1. Visible: unless it is the last. Throws:
/// BrokenBarrierError "Abort or reset of barrier" to those who wait; CancelledError: a cancelled
/// waiter does *not* break the barrier, and gives its index back, so that indices can repeat
/// (gh-155233). reset, abort may suspend, to take the condition.
/// Constructor: ValueError "parties must be > 0".
/// Footprint: state and count are one object, written when they change, under the condition.
/// Source: CPython Lib/asyncio/locks.py, Barrier.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "checker/source_location.hpp"
#include "primitives/asyncio/condition.hpp"

namespace vigil::asyncio {

class Barrier : public Object {
  using Where = source_location;

 public:
  explicit Barrier(std::int64_t parties, std::string_view name = {});

  std::int64_t wait(Where where = Where::current());
  void reset(Where where = Where::current());
  void abort(Where where = Where::current());
  [[nodiscard]] std::int64_t parties() const { return parties_; }
  [[nodiscard]] std::int64_t n_waiting(Where where = Where::current()) const;
  [[nodiscard]] bool broken(Where where = Where::current()) const;

  /// For reports and program files, without footprint.
  [[nodiscard]] std::string_view state_name() const;
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::size_t waiter_count() const { return condition_.waiter_count(); }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  enum class State : std::uint8_t { filling, draining, resetting, broken };

  [[nodiscard]] State current() const;
  void become(State state);
  std::int64_t pass(const Where& where);
  void leave(const Where& where);
  void change(State state, OperationKind kind, const Where& where);

  Condition condition_;
  std::int64_t parties_;
  std::int64_t count_ = 0;
  State state_ = State::filling;
};

}  // namespace vigil::asyncio

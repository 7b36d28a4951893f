// SPDX-License-Identifier: MIT
#pragma once

/// `Event`, asyncio.Event.
///
/// | state | wait()                | set()                   | clear()   | is_set() |
/// |-------|-----------------------|-------------------------|-----------|----------|
/// | unset | suspends until set    | wakes all, becomes set  | no effect | false    |
/// | set   | goes on at once       | no effect               | unset     | true     |
///
/// wait. Visible: only when unset. It returns without looking again: set(); clear() in one go still
/// wakes everybody. Throws: CancelledError. set, clear, is_set. Not visible, throw nothing.
/// Footprint: a change of the flag is a write; everything else is a read, joining the waiters too:
/// two waits commute (everybody is woken, and any ready task may run next), a set that changes the
/// flag commutes with no wait, and one that does not change it never meets a wait that queues.
/// Leaving the waiters is no access: a settled waiter makes no difference to anybody.
/// Source: CPython Lib/asyncio/locks.py, Event.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "primitives/asyncio/future.hpp"

namespace vigil::asyncio {

namespace detail {
class QueueBase;
}

class Event : public Object {
 public:
  explicit Event(std::string_view name = {}) : Object("event", name) {}
  ~Event() override;

  /// Returns: true, as Python's.
  bool wait(source_location where = source_location::current());
  void set(source_location where = source_location::current());
  void clear(source_location where = source_location::current());
  [[nodiscard]] bool is_set(source_location where = source_location::current()) const;

  /// For reports and program files, without footprint.
  [[nodiscard]] bool flag() const { return set_; }
  [[nodiscard]] std::size_t waiter_count() const { return waiters_.size(); }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  friend class detail::QueueBase;  // its `join` waits on one

  /// Without a word in the trace. Returns: how many it woke.
  std::int64_t change(bool set);

  bool set_ = false;
  detail::WaiterList waiters_;
};

}  // namespace vigil::asyncio

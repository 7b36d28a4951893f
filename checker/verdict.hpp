// SPDX-License-Identifier: MIT
#pragma once

/// What a check concludes: properties, violations, verdicts and the Report that carries them.
/// A Report is plain data: everything that prints, stores or compares results reads it and
/// nothing else.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/ids.hpp"
#include "checker/options.hpp"
#include "checker/trace/explored_tree.hpp"
#include "checker/trace/trace.hpp"

namespace vigil {

enum class Property : std::uint8_t {
  deadlock,
  wait_needs_lock,
  predicate_on_resume,
  no_lost_notification,
  no_spurious_return,
  mutual_exclusion,
  lock_released,
  discipline,
  uncaught,
  termination,
  data_race,
  misuse,            ///< threads: what the standard calls undefined
  requirement,       ///< `require`
  invariant,         ///< the user's `always`
  final_state,       ///< the user's `finally`, or the `never` of a program file
  overtaking,
  lost_cancellation,
  stuck_resource,
  livelock,
  starvation,
  undeclared_state,  ///< the audit found shared state that the model did not declare
  unequal_tasks,     ///< the audit found that tasks said to be interchangeable are not
  determinism,       ///< the model does not repeat itself
};
inline constexpr std::size_t property_count = static_cast<std::size_t>(Property::determinism) + 1;

[[nodiscard]] std::string_view name(Property property);

/// A property broken in an execution.
struct Violation {
  Property property = Property::deadlock;
  std::string name;       ///< of the property, or the user's name for it
  std::string message;    ///< one sentence in the model's own names
  StepIndex step;         ///< where it was noticed
  TaskId task;
  ObjectId object;
  source_location where;  ///< of the operation that was refused; otherwise the trace says
};

enum class Verdict : std::uint8_t {
  verified,
  violated,
  inconclusive,      ///< a bound or the user stopped the search, nothing was found
  diverged,          ///< a replayed schedule did not fit
  nondeterministic,  ///< the model did not repeat itself
};

[[nodiscard]] std::string_view name(Verdict verdict);

/// A violation together with everything needed to show and to replay it.
struct Failure {
  Violation violation;
  std::string schedule;   ///< text form, pasteable
  std::string diagnosis;  ///< one or more sentences: what went wrong, in the model's own names
  Trace trace;
  std::string shrinking;    ///< how the schedule was shrunk, in words; empty: it was not
  std::string explanation;  ///< lines that explain the failure further; empty: nobody asked
};

/// One reachable outcome.
struct Outcome {
  std::string text;
  std::uint64_t executions = 0;
  std::string schedule;  ///< one that reaches it
};

/// Whether some execution can go on for ever.
enum class Loops : std::uint8_t {
  none,            ///< no state recurs: every execution ends
  unfair,          ///< only where the scheduler leaves out a task that can run without end
  fair,            ///< a violation: livelock or starvation
  not_looked_for,  ///< states recur, and the search ended early, or memory or time did
};

[[nodiscard]] std::string_view name(Loops loops);

/// What a search that matches states counts.
struct StateCounts {
  std::uint64_t states = 0;       ///< distinct ones in which a task was picked
  std::uint64_t transitions = 0;  ///< that led to such a state, seen before or not
  std::uint64_t matched = 0;      ///< of them: to one seen before
  std::uint64_t spared = 0;       ///< of them: not run, since what they do was known
  bool contradicted = false;      ///< a run did not do what was remembered, so all were run
  std::uint64_t memory_bytes = 0;      ///< of the table of states
  std::uint64_t remembered_bytes = 0;  ///< of what transitions do, beside it
  double collision_probability = 0;  ///< an upper bound of the chance that two states had one key
  Loops loops = Loops::none;
  bool by_history = false;  ///< not all state is declared: only equal traces were merged
};

/// Tasks that are interchangeable by declaration.
struct EqualGroup {
  std::string first;  ///< the name of one of them
  std::uint32_t size = 0;
};

/// The result of a check. `executions` counts complete executions, `blocked` those that a
/// reduction had to give up as redundant, `probes` short runs that only looked up what a reversed
/// race does and stopped there (dpor).
struct Report {
  std::string model;
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  ExecutionOptions options;
  std::string search;
  Verdict verdict = Verdict::inconclusive;
  std::string stopped_by;      ///< for inconclusive: which bound
  bool complete = false;       ///< the search came to its end: nothing is missing in what follows
  bool of_callable = false;    ///< made by a test (checker/testing): the command does not know it
  std::uint64_t executions = 0;
  std::uint64_t traces = 0;    ///< distinct Mazurkiewicz traces; 0: not known (plain exhaustive)
  std::uint64_t blocked = 0;
  std::uint64_t probes = 0;
  std::uint64_t transitions = 0;  ///< run in all, shared prefixes each time
  std::optional<StateCounts> states;
  std::vector<EqualGroup> merged;  ///< equal tasks of which one order stands for all
  std::uint64_t deadlocks = 0;  ///< executions that ended with tasks blocked
  std::uint32_t depth_max = 0;
  double seconds = 0;
  std::vector<Failure> failures;     ///< the first of each kind, or the first only
  std::vector<Outcome> outcomes;     ///< where asked for, sorted by text
  std::vector<Property> vacuous;     ///< never put to the test
  std::vector<std::string> refined;  ///< objects that got the finer treatment, by name
  std::uint64_t audited = 0;         ///< executions that the audits compared with another

  ExploredTree tree;                 ///< where asked for
  Trace replayed;                    ///< the only execution, where VIGIL_REPLAY asked for it

  [[nodiscard]] bool verified() const { return verdict == Verdict::verified; }
  explicit operator bool() const { return verified(); }
};

}  // namespace vigil

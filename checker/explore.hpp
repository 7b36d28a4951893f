// SPDX-License-Identifier: MIT
#pragma once

/// The public entry points: `verify` a model, collect its `outcomes`, `replay` a schedule. The
/// outer loop is here: strategy x model -> Report, with the bounds that can stop it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/options.hpp"
#include "checker/program.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/verdict.hpp"

namespace vigil {

enum class Search : std::uint8_t {
  automatic,   ///< states and dpor in turn, whichever finishes first
  dpor,        ///< each Mazurkiewicz trace once
  states,      ///< each state once; by history where the model does not declare all its state
  exhaustive,  ///< every interleaving
};

/// Whether a search by states remembers what transitions do (checker/state/transition_memo.hpp).
enum class Remembering : std::uint8_t {
  off,      ///< it runs all of them
  on,       ///< it runs what is not known
  checked,  ///< it runs all of them and compares with what it remembers
};

/// What the explorer tells about itself while it works, about ten times a second at most.
struct Progress {
  std::uint64_t executions = 0;
  double seconds = 0;
  double estimate = 0;  ///< of all executions (Knuth's probing); 0 when there is none yet
};

struct VerifyOptions {
  ExecutionOptions execution{};
  Search search = Search::automatic;
  bool symmetry = true;  ///< treat equal tasks (spawn_equal) as interchangeable; not exhaustive
  Remembering remembering = Remembering::on;  ///< states
  std::uint64_t memory_bytes_max = std::uint64_t{1} << 30;  ///< of the table of states; 0: no limit
  bool exact_only = false;  ///< states: rather nothing than by history
  std::uint64_t execution_count_max = 0;  ///< 0: no bound
  double seconds_max = 0;                 ///< 0: no limit
  bool keep_going = false;       ///< collect one failure of each property instead of the first
  bool collect_outcomes = false;
  bool count_traces = false;     ///< exhaustive: count distinct happens-before fingerprints
  bool shrink = true;            ///< replace a failing schedule by the least one that fails alike
  bool validate = false;         ///< dpor: check the invariants of its tree (tests do)
  std::uint32_t audit_samples = 32;  ///< executions that the commutation audit looks at; 0: off
  std::uint32_t tree_executions_max = 0;  ///< of how many executions to keep the tree; 0: none
  /// That differ from the defaults.
  std::vector<std::pair<std::string, std::int64_t>> parameters{};
  std::function<void(const Progress&)> progress{};
  const volatile bool* interrupted = nullptr;  ///< set by a signal handler to stop the search
};

/// Explores every interleaving that matters and says what was found.
/// Requires: `options.parameters` names parameters of the model (std::invalid_argument otherwise).
/// Returns: a Report; never throws for what the model does.
[[nodiscard]] Report verify(const Model& model, const VerifyOptions& options = {});

/// As `verify`, collecting every reachable outcome; a violation is an outcome like any other.
[[nodiscard]] Report outcomes(const Model& model, VerifyOptions options = {});

/// What can follow a prefix, explored by dpor.
struct Continuations {
  std::uint32_t kept_step_count = 0;  ///< the steps that they share
  std::uint64_t executions = 0;       ///< that were explored, each once up to equivalence
  bool complete = false;              ///< there are no others
  std::string stopped_by;             ///< otherwise: a failure, or why nothing is claimed
};

/// What following a schedule came to.
struct Replay {
  Verdict verdict = Verdict::verified;  ///< verified: this execution is fine, no more than that
  Trace trace;
  std::vector<Failure> failures;   ///< as in a Report; the trace is in there again
  std::string divergence;          ///< not empty: where the schedule did not fit, in one line
  std::string stale;  ///< not empty: the same, but its decisions were found again in another place
  Schedule followed;  ///< a schedule of this very execution, unless it diverged
  std::string outcome;
  std::optional<Continuations> continuations;  ///< where they were asked for

  explicit operator bool() const { return verdict == Verdict::verified; }
};

/// How a replay goes on where its schedule ends, or from an earlier step on: with the first
/// candidate everywhere, at random, or in every way there is until one fails (dpor). That begins
/// with the first step of which the schedule leaves a decision open.
struct Continuation {
  enum class Kind : std::uint8_t { first, random, dpor };
  Kind kind = Kind::first;
  std::uint64_t seed = 0;
  StepIndex from;  ///< valid: only what the schedule says of the steps before it is followed
  std::uint64_t execution_count_max = 100'000;  ///< dpor: where it gives up
};

/// Follows `schedule`, which may be the beginning of one, and goes on from there. Where the model
/// has been edited since, the decisions are found again by task, operation and object if most of
/// them can be; otherwise the verdict is `diverged`. `break_at`: stops in the debugger when the
/// task of that step has just begun to run (see checker/debug).
[[nodiscard]] Replay replay(const Model& model, const Schedule& schedule,
                            Continuation continuation = {}, StepIndex break_at = {});

/// The same for the text form, so that one line of a test pins a regression:
/// `CHECK(vigil::replay(model, "v1:...").verdict == vigil::Verdict::verified);`
/// Returns: also for a text that cannot be read: verdict `diverged`, and `divergence` says why.
[[nodiscard]] Replay replay(const Model& model, std::string_view schedule_text,
                            Continuation continuation = {});

}  // namespace vigil

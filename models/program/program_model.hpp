// SPDX-License-Identifier: MIT
#pragma once

/// From a program file to a Model that every verb can check, and to the trace of one of its
/// schedules.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checker/program.hpp"
#include "models/program/program.hpp"

namespace vigil::models {

/// What of an execution of a program file is a violation.
enum class Judging : std::uint8_t {
  /// Where the file has a `never`, what matches it and nothing else: its author has said what is
  /// wrong. Where it has none, what is wrong with any model: deadlocks, errors that leave a task.
  violations,
  nothing,  ///< every outcome is as good as another: tables of outcomes, traces
};

/// The model's name is the file's. The options that it is meant to run under: `options_for`.
[[nodiscard]] Model model_of(std::shared_ptr<const Program> program, Judging judging);

/// True if operations on another task's lock, locks that are never released and the like are to be
/// reported by default.
[[nodiscard]] bool reports_discipline(const Program& program, Judging judging);

/// What following one schedule came to.
struct Followed {
  bool complete = false;
  bool misfit = false;  ///< the choices did not fit the execution
  std::string problem;  ///< why not, in one line
};

/// Runs one schedule and hands every trace line to `print`, the outcome last, as run_asyncio.py
/// does.
/// `choices`: which of the ready handles of the loop runs, in FIFO order from 0, wherever there are
/// several (with clock=early the last alternative is to let time pass); 0 beyond the end.
[[nodiscard]] Followed follow(const std::shared_ptr<const Program>& program,
                              ExecutionOptions options, std::vector<std::uint32_t> choices,
                              const std::function<void(const std::string&)>& print);

}  // namespace vigil::models

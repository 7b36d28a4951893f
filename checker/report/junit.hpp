// SPDX-License-Identifier: MIT
#pragma once

/// Results as JUnit XML, which every CI server reads: one test suite, one test case per model. A
/// violated, diverged or nondeterministic model is a failure, a search that was stopped is skipped
/// (nothing is proved, nothing is broken); a model whose author expects its verdict passes.

#include <span>
#include <string>

#include "checker/program.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// `expected` is what to hold each report against, of the same length as `reports`; empty: each
/// model is to be verified.
[[nodiscard]] std::string junit(std::span<const Report> reports,
                                std::span<const Expectation> expected = {});

}  // namespace vigil

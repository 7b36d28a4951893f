// SPDX-License-Identifier: MIT
#include "tests/agreement/in_child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace vigil::agreement {

namespace {

struct Numbers {
  bool skipped;
  bool violated;
  bool early;
  bool exact_keys;
  bool merged;
  std::uint64_t exhaustive_executions;
  std::uint64_t traces;
  std::uint64_t outcome_count;
};

void send(std::FILE* to, const Comparison& comparison) {
  const Numbers numbers{comparison.skipped, comparison.violated, comparison.early,
                        comparison.exact_keys, comparison.merged,
                        comparison.exhaustive_executions,
                        comparison.traces, comparison.outcome_count};
  std::fwrite(&numbers, sizeof numbers, 1, to);
  std::fwrite(comparison.disagreement.data(), 1, comparison.disagreement.size(), to);
  std::fclose(to);
}

/// Returns: false if the child said nothing.
[[nodiscard]] bool receive(std::FILE* from, Comparison& comparison) {
  Numbers numbers{};
  if (std::fread(&numbers, sizeof numbers, 1, from) != 1) return false;
  comparison = {.skipped = numbers.skipped,
                .disagreement = {},
                .exhaustive_executions = numbers.exhaustive_executions,
                .traces = numbers.traces,
                .outcome_count = numbers.outcome_count,
                .exact_keys = numbers.exact_keys,
                .merged = numbers.merged,
                .violated = numbers.violated,
                .early = numbers.early};
  char text[4096];
  for (std::size_t size = 1; size > 0;) {
    size = std::fread(text, 1, sizeof text, from);
    comparison.disagreement.append(text, size);
  }
  return true;
}

}  // namespace

Comparison compare_in_child(const Program& program, const Limits& limits) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) std::abort();
    send(fdopen(ends[1], "w"), compare(program, limits));
    _exit(0);
  }
  close(ends[1]);
  std::FILE* const from = fdopen(ends[0], "r");
  Comparison comparison;
  const bool heard = receive(from, comparison);
  std::fclose(from);
  int status = 0;
  waitpid(child, &status, 0);
  if (!heard) {
    comparison.disagreement = "\n  the search ended the process, status " + std::to_string(status);
  }
  return comparison;
}

}  // namespace vigil::agreement

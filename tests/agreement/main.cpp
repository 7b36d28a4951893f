// SPDX-License-Identifier: MIT
/// The command `vigil_agreement`: compares the searches on programs generated from a seed,
/// cuts disagreements down and prints them so that `--program` reads them back. With `--futures` it
/// compares what can follow the ways into each state instead (tests/state/futures.hpp).
#include <cstdio>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "tests/agreement/generate.hpp"
#include "tests/agreement/in_child.hpp"
#include "tests/agreement/interpret.hpp"
#include "tests/agreement/shrink.hpp"
#include "tests/state/futures.hpp"

namespace {

using vigil::agreement::compare_in_child;
using vigil::agreement::Comparison;
using vigil::agreement::Program;

struct Arguments {
  std::uint64_t seed = 1;
  std::uint64_t first = 0;
  std::uint64_t count = 2000;
  std::uint64_t disagreement_count_max = 5;
  std::string program;
  bool no_shrinking = false;
  bool adversary = false;
  bool groups = false;
  bool futures = false;
  bool loose_ends = false;
  vigil::agreement::Limits limits;
};

void print_disagreement(const Program& program, const Comparison& comparison,
                        const Arguments& arguments) {
  std::printf("  program: %s%s\n", format(program).c_str(), comparison.disagreement.c_str());
  if (arguments.no_shrinking) return;
  // The same kind of disagreement: cutting down must not slip into another one.
  const auto kind = [](const std::string& words) {
    return words.substr(0, words.find_first_of("0123456789:"));
  };
  const Program small = shrink(program, [&](const Program& candidate) {
    const Comparison smaller = compare_in_child(candidate, arguments.limits);
    return !smaller.disagreement.empty() && smaller.early == comparison.early &&
           kind(smaller.disagreement) == kind(comparison.disagreement);
  });
  std::printf("  smallest: vigil_agreement --program '%s'%s\n", format(small).c_str(),
              compare_in_child(small, arguments.limits).disagreement.c_str());
  std::fflush(stdout);
}

int run_one(const Arguments& arguments) {
  const vigil::Result<Program> program = vigil::agreement::parse(arguments.program);
  if (!program) {
    std::fprintf(stderr, "vigil_agreement: %s\n", program.error().c_str());
    return 2;
  }
  const Comparison comparison = compare_in_child(*program, arguments.limits);
  if (!comparison.disagreement.empty()) {
    print_disagreement(*program, comparison, arguments);
    return 1;
  }
  std::printf("%s: %llu executions, %llu traces, %llu outcomes%s\n",
              comparison.skipped ? "too large" : "agreement",
              static_cast<unsigned long long>(comparison.exhaustive_executions),
              static_cast<unsigned long long>(comparison.traces),
              static_cast<unsigned long long>(comparison.outcome_count),
              comparison.violated ? ", violated" : "");
  return comparison.skipped ? 3 : 0;
}

/// The program of that index, changed as the arguments say.
[[nodiscard]] Program program_at(const Arguments& arguments, std::uint64_t index) {
  Program program = vigil::agreement::generate(arguments.seed, index);
  if (arguments.adversary) {
    program = vigil::agreement::with_adversary(std::move(program), arguments.seed, index);
  }
  if (arguments.groups) {
    program = vigil::agreement::with_groups(std::move(program), arguments.seed, index);
  }
  if (arguments.loose_ends) {
    program = vigil::agreement::with_loose_ends(std::move(program), arguments.seed, index);
  }
  return program;
}

[[nodiscard]] vigil::tests::Futures futures_of(const Program& program, bool merging) {
  return vigil::tests::compare_futures(vigil::agreement::model_of(program), program.options, {},
                                       merging);
}

int run_futures(const Arguments& arguments) {
  std::uint64_t exact = 0;
  std::uint64_t pairs = 0;
  std::uint64_t differ = 0;
  const std::uint64_t end = arguments.first + arguments.count;
  for (std::uint64_t index = arguments.first; index < end; ++index) {
    const Program program = program_at(arguments, index);
    const vigil::tests::Futures futures = futures_of(program, arguments.groups);
    exact += futures.exact ? 1 : 0;
    pairs += futures.pairs;
    if (futures.difference.empty()) continue;
    const Program small = shrink(program, [&](const Program& candidate) {
      return !futures_of(candidate, arguments.groups).difference.empty();
    });
    std::printf("futures differ at --seed %llu --first %llu --count 1: %s\n  smallest: %s\n",
                static_cast<unsigned long long>(arguments.seed),
                static_cast<unsigned long long>(index), futures.difference.c_str(),
                format(small).c_str());
    if (++differ >= arguments.disagreement_count_max) break;
  }
  std::printf("%llu programs with exact keys, %llu pairs of ways into a state, %llu differ\n",
              static_cast<unsigned long long>(exact), static_cast<unsigned long long>(pairs),
              static_cast<unsigned long long>(differ));
  return differ == 0 ? 0 : 1;
}

int run_many(const Arguments& arguments) {
  std::uint64_t compared = 0;
  std::uint64_t skipped = 0;
  std::uint64_t violated = 0;
  std::uint64_t exact = 0;
  std::uint64_t merged = 0;
  std::uint64_t disagreed = 0;
  std::uint64_t executions = 0;
  std::uint64_t traces = 0;
  const std::uint64_t end = arguments.first + arguments.count;
  for (std::uint64_t index = arguments.first; index < end; ++index) {
    const Program program = program_at(arguments, index);
    const bool asyncio = program.options.dialect == vigil::Dialect::asyncio;
    if (arguments.adversary && !asyncio) continue;
    const Comparison comparison = compare_in_child(program, arguments.limits);
    ++(comparison.skipped ? skipped : compared);
    if (comparison.exact_keys) ++exact;
    if (comparison.merged) ++merged;
    executions += comparison.exhaustive_executions;
    traces += comparison.traces;
    if (comparison.violated) ++violated;
    if (comparison.disagreement.empty()) continue;
    std::printf("disagreement at --seed %llu --first %llu --count 1\n",
                static_cast<unsigned long long>(arguments.seed),
                static_cast<unsigned long long>(index));
    print_disagreement(program, comparison, arguments);
    if (++disagreed >= arguments.disagreement_count_max) break;
  }
  std::printf("%llu programs compared (%llu of them violated), %llu too large, %llu disagree; "
              "%llu executions, %llu traces; %llu by exact keys, %llu with equal tasks merged\n",
              static_cast<unsigned long long>(compared), static_cast<unsigned long long>(violated),
              static_cast<unsigned long long>(skipped), static_cast<unsigned long long>(disagreed),
              static_cast<unsigned long long>(executions), static_cast<unsigned long long>(traces),
              static_cast<unsigned long long>(exact), static_cast<unsigned long long>(merged));
  return disagreed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"Compares the searches on generated programs."};
  app.add_option("--seed", arguments.seed, "of the generator")->capture_default_str();
  app.add_option("--first", arguments.first, "index of the first program")->capture_default_str();
  app.add_option("--count", arguments.count, "how many programs")->capture_default_str();
  app.add_option("--max-disagreements", arguments.disagreement_count_max, "stop after so many")
      ->capture_default_str();
  app.add_option("--max-executions", arguments.limits.exhaustive_executions,
                 "of exhaustive; larger programs are skipped")
      ->capture_default_str();
  app.add_option("--program", arguments.program, "compare this one, in its text form");
  app.add_flag("--adversary", arguments.adversary,
               "asyncio only, with cancellations and timeouts of the adversary");
  app.add_flag("--groups", arguments.groups, "with groups of equal tasks");
  app.add_flag("--loose-ends", arguments.loose_ends,
               "with threads that are detached, inherited values and waits for predicates");
  app.add_flag("--futures", arguments.futures,
               "compare what can follow the ways into each state instead");
  app.add_flag("--no-shrinking", arguments.no_shrinking, "print disagreements as they are");
  CLI11_PARSE(app, argc, argv);
  if (!arguments.program.empty()) return run_one(arguments);
  return arguments.futures ? run_futures(arguments) : run_many(arguments);
}

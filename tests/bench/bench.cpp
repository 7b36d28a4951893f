// SPDX-License-Identifier: MIT
/// Timings of the engine and the searches, with a bare fiber resume/yield pair in the same run as
/// the yardstick: machines differ and are shared, so read ratios, not seconds.
///
///     cmake -S . -B build/bench -G Ninja -DVIGIL_BENCH=ON
///     cmake --build build/bench --target vigil_bench
///     build/bench/tests/vigil_bench --benchmark_counters_tabular=true
///
/// The target vigil_states_table prints what `--search states` visits, beside SPIN (states.py).
///
/// Counters: executions and transitions a second, nanoseconds a transition (every transition that
/// runs, shared prefixes each time), and the peak memory of the process so far in MiB.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checker/execution.hpp"
#include "checker/explore.hpp"
#include "checker/fiber/fiber.hpp"
#include "checker/search/exhaustive.hpp"
#include "models/register.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil::bench {

namespace {

const Model& model(const std::string& name) {
  static const bool registered = (models::register_all(ModelRegistry::global()), true);
  benchmark::DoNotOptimize(registered);
  return *ModelRegistry::global().find(name);
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Two switches: into the fiber and back.
void fiber_pair(benchmark::State& state) {
  FiberPool pool(128 * 1024);
  Fiber& fiber = pool.take();
  static bool stop = false;
  static Fiber* self = nullptr;
  stop = false;
  self = &fiber;
  fiber.start([](void*) { while (!stop) self->suspend(); }, nullptr);
  for (auto _ : state) fiber.resume();
  stop = true;
  fiber.resume();
}
BENCHMARK(fiber_pair);

using Values = std::vector<std::pair<std::string, std::int64_t>>;

void verify_all(benchmark::State& state, const std::string& name, const Values& parameters,
                Search search) {
  VerifyOptions options;
  options.search = search;
  options.parameters = parameters;
  options.audit_samples = 0;
  std::uint64_t executions = 0;
  std::uint64_t transitions = 0;
  for (auto _ : state) {
    const Report report = verify(model(name), options);
    if (!report.verified()) state.SkipWithError("the model must be verified");
    executions += report.executions;
    transitions += report.transitions;
  }
  const auto count = [](std::uint64_t number) { return static_cast<double>(number); };
  state.counters["executions/s"] =
      benchmark::Counter(count(executions), benchmark::Counter::kIsRate);
  state.counters["s/transition"] = benchmark::Counter(
      count(transitions), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["transitions/run"] =
      benchmark::Counter(count(transitions), benchmark::Counter::kAvgIterations);
  state.counters["MiB"] = peak_mib();
}

/// Executions one after the other under `exhaustive`, without what surrounds an exploration.
void exhaustive_wait_notify(benchmark::State& state) {
  const Model& wait_notify = model("tutorial/wait_notify");
  const Parameters parameters(wait_notify.parameters);
  ExecutionOptions options;
  options.dialect = wait_notify.dialect;
  FiberPool fibers(options.stack_bytes);
  Registry registry;
  Execution execution(options, fibers, registry);
  for (auto _ : state) {
    Exhaustive strategy;
    strategy.begin_execution(nullptr);
    if (execution.run(wait_notify, parameters, strategy, false) != Ending::done) {
      state.SkipWithError("wait_notify must end well");
    }
  }
  state.counters["executions/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(exhaustive_wait_notify);

/// Some threads that count, with as many predicates that must always hold: 0 is the price without.
/// A predicate runs after every transition, on a fiber of its own, which costs two switches.
void counting_with_predicates(benchmark::State& state) {
  Model counting;
  counting.name = "bench/counting";
  counting.dialect = Dialect::threads;
  counting.body = [count = state.range(0)](const Parameters&) {
    threads::mutex mutex{"mutex"};
    // Nothing writes it, so that the predicates add no dependence and no execution.
    Shared<int> limit{100, "limit"};
    for (std::int64_t i = 0; i < count; ++i) {
      always("the limit stays " + std::to_string(i), [&limit] { return limit > 0; });
    }
    int done = 0;
    std::vector<threads::thread> all;
    for (int i = 0; i < 4; ++i) {
      all.emplace_back([&] {
        for (int k = 0; k < 2; ++k) {
          const threads::scoped_lock lock(mutex);
          ++done;
        }
      });
    }
    for (threads::thread& thread : all) thread.join();
  };
  VerifyOptions options;
  options.search = Search::dpor;
  options.audit_samples = 0;
  std::uint64_t transitions = 0;
  for (auto _ : state) {
    const Report report = verify(counting, options);
    if (!report.verified()) state.SkipWithError("the model must be verified");
    transitions += report.transitions;
  }
  const auto count = static_cast<double>(transitions);
  state.counters["s/transition"] =
      benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["transitions/run"] =
      benchmark::Counter(count, benchmark::Counter::kAvgIterations);
}
BENCHMARK(counting_with_predicates)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace

#define VIGIL_BENCH_WORKLOAD(label, name, ...) \
  BENCHMARK_CAPTURE(verify_all, label, name, Values __VA_ARGS__, Search::dpor) \
      ->Unit(benchmark::kMillisecond)

VIGIL_BENCH_WORKLOAD(wait_for_5, "workload/wait_for", {{"n", 5}});
VIGIL_BENCH_WORKLOAD(wait_for_6, "workload/wait_for", {{"n", 6}});
VIGIL_BENCH_WORKLOAD(wait_for_7, "workload/wait_for", {{"n", 7}});
VIGIL_BENCH_WORKLOAD(notify_all_5, "workload/notify_all", {{"n", 5}});
VIGIL_BENCH_WORKLOAD(notify_all_6, "workload/notify_all", {{"n", 6}});
VIGIL_BENCH_WORKLOAD(buffer_2_2_1_2, "workload/buffer", {{"items", 2}});
VIGIL_BENCH_WORKLOAD(pairs_2_2, "workload/pairs", {{"groups", 2}});
VIGIL_BENCH_WORKLOAD(asyncio_wait_for_5, "tutorial/wait_for", {{"tasks", 5}});

}  // namespace vigil::bench

BENCHMARK_MAIN();

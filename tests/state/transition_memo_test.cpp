// SPDX-License-Identifier: MIT
/// The memory of transitions: it changes nothing but what has to be run.
#include "checker/state/transition_memo.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "checker/explore.hpp"
#include "models/register.hpp"
#include "models/workload/workload.hpp"
#include "primitives/threads.hpp"

namespace vigil {

namespace {

namespace workload = models::workload;

using Values = std::vector<std::pair<std::string, std::int64_t>>;

[[nodiscard]] Report searched(const Model& model, const Values& values, bool symmetry,
                              Remembering remembering) {
  VerifyOptions options;
  options.search = Search::states;
  options.parameters = values;
  options.symmetry = symmetry;
  options.remembering = remembering;
  options.shrink = false;
  options.audit_samples = 0;
  Report report = verify(model, options);
  REQUIRE(report.states.has_value());
  return report;
}

[[nodiscard]] auto counts(const Report& report) {
  const StateCounts& states = *report.states;
  return std::tuple{report.verdict,     states.states,    states.transitions, states.matched,
                    report.executions,  report.deadlocks, report.depth_max,   states.contradicted,
                    report.vacuous};
}

/// Shows what it contains without an operation and without a footprint.
class Glass final : public Object {
 public:
  Glass() : Object("glass", "glass") {}

  void fill() {
    Execution::current().touch(id(), Mode::write);
    full_ = true;
  }
  [[nodiscard]] bool full() const { return full_; }
  void state(StateSink& sink) const override { sink.add(full_ ? 1 : 0); }
  [[nodiscard]] std::string describe() const override { return full_ ? "full" : "empty"; }

 private:
  bool full_ = false;
};

[[nodiscard]] Model peeking() {
  Model model;
  model.name = "test/peeking";
  model.dialect = Dialect::threads;
  model.all_state_declared = true;
  model.body = [](const Parameters&) {
    threads::mutex mutex{"m"};
    threads::mutex other{"n"};
    Glass glass;
    threads::thread filler([&] {
      const threads::lock_guard guard(mutex);
      glass.fill();
    });
    threads::thread peeker([&] {
      { const threads::lock_guard guard(other); }
      const bool full = glass.full();  // what has been seen is told, but not where
      Execution::current().observe(full ? 1 : 0);
      if (full) other.lock();
      if (full) other.unlock();
    });
    peeker.join();
    filler.join();
  };
  return model;
}

}  // namespace

TEST_SUITE("transition_memo") {
  TEST_CASE("a search that remembers visits the states that one without a memory visits") {
    struct Case {
      Model model;
      Values values;
      bool symmetry;
      std::uint64_t spared;  ///< of its transitions
    };
    const Values buffer_values{{"producers", 2}, {"consumers", 3}, {"items", 3}, {"capacity", 2}};
    for (const Case& of : {Case{workload::wait_for(), {{"n", 8}}, false, 2'044},
                           Case{workload::wait_for(), {{"n", 8}}, true, 0},
                           Case{workload::notify_all(), {{"n", 6}}, false, 2'679},
                           Case{workload::notify_all(), {{"n", 20}}, true, 173},
                           Case{workload::buffer(), buffer_values, false, 23'441},
                           Case{workload::buffer(), buffer_values, true, 1'908}}) {
      CAPTURE(of.model.name);
      CAPTURE(of.symmetry);
      const Report plain = searched(of.model, of.values, of.symmetry, Remembering::off);
      const Report remembering = searched(of.model, of.values, of.symmetry, Remembering::on);
      const Report checked = searched(of.model, of.values, of.symmetry, Remembering::checked);
      CHECK(counts(remembering) == counts(plain));
      CHECK(counts(checked) == counts(plain));
      CHECK_FALSE(plain.states->contradicted);
      CHECK(plain.states->spared == 0);
      CHECK(checked.states->spared == 0);
      CHECK(remembering.states->spared == of.spared);
    }
  }

  TEST_CASE("no run of a shipped model contradicts what is remembered of its transitions") {
    ModelRegistry registry;
    models::register_all(registry);
    for (const Model& model : registry.all()) {
      if (!model.all_state_declared) continue;
      CAPTURE(model.name);
      VerifyOptions options;
      options.search = Search::states;
      options.remembering = Remembering::checked;
      options.execution_count_max = 300;
      options.keep_going = true;
      options.shrink = false;
      options.audit_samples = 0;
      const Report report = verify(model, options);
      REQUIRE(report.states.has_value());
      CHECK_FALSE(report.states->contradicted);
    }
  }

  TEST_CASE("a task that sees what it does not say is found out and all transitions are run") {
    const Report plain = searched(peeking(), {}, true, Remembering::off);
    for (const Remembering remembering : {Remembering::on, Remembering::checked}) {
      const Report report = searched(peeking(), {}, true, remembering);
      CHECK(report.states->contradicted);
      CHECK(report.states->spared == 0);
      CHECK(report.verdict == plain.verdict);
      CHECK(report.states->states == plain.states->states);
      CHECK(report.states->transitions == plain.states->transitions);
    }
  }

  TEST_CASE("of effects of one kind the first are compared and then one in so many") {
    constexpr TaskId runner{1};
    constexpr ObjectId object{2};
    constexpr std::uint32_t node_count = 200;
    const auto some = [](std::uint64_t word) { return hash_step(Hash128{}, word); };
    StateImage image;
    TransitionMemo memo(image);
    const Consulted consulted{.tasks = {}, .by_name = {}, .objects = {object}};
    image.set(runner, TaskImage{.local = some(1), .flags = some(2), .present = true});
    const auto put_in = [&](std::uint32_t content) {
      image.set(object, ObjectImage{.said = some(content)});
    };
    for (std::uint32_t i = 0; i < node_count; ++i) {
      put_in(i);
      StateImage after = image;
      after.set(object, ObjectImage{.said = some(i + 1)});
      const SliceHead head(image, runner);
      REQUIRE(memo.learn_end({head, image, consulted}, after, 1));
    }
    std::vector<std::uint32_t> compared;
    for (std::uint32_t i = 0; i < node_count; ++i) {
      put_in(i);
      const SliceHead head(image, runner);
      const TransitionMemo::Found found = memo.find(head, image);
      REQUIRE(found.node != nullptr);
      StateImage after = image;
      after.set(object, ObjectImage{.said = some(i + 1)});
      CHECK(memo.arrival(found, head, image).key == after.key());
      if (memo.trusts(*found.node)) continue;
      CHECK_FALSE(memo.trusts(*found.node));  // until it has been compared
      compared.push_back(i);
      CHECK(memo.learn_end({head, image, consulted}, after, 1));
      CHECK(memo.trusts(*found.node));
    }
    constexpr std::uint32_t few = TransitionMemo::compared_of_each_kind;
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < node_count; ++i) {
      if (i < few || i % few == 0) expected.push_back(i);
    }
    CHECK(compared == expected);
  }

  TEST_CASE("what contradicts an effect that is remembered is told") {
    constexpr TaskId runner{1};
    constexpr ObjectId object{2};
    const auto some = [](std::uint64_t word) { return hash_step(Hash128{}, word); };
    StateImage image;
    TransitionMemo memo(image);
    const Consulted consulted{.tasks = {}, .by_name = {}, .objects = {object}};
    image.set(runner, TaskImage{.local = some(1), .flags = some(2), .present = true});
    image.set(object, ObjectImage{.said = some(3)});
    StateImage after = image;
    after.set(object, ObjectImage{.said = some(4)});
    const SliceHead head(image, runner);
    const Seen seen{head, image, consulted};
    REQUIRE(memo.learn_end(seen, after, 1));
    CHECK(memo.learn_end(seen, after, 1));
    CHECK_FALSE(memo.learn_end(seen, after, 2));
    CHECK_FALSE(memo.learn_end(seen, image, 1));
    StateImage other = after;
    other.set(object, ObjectImage{.said = some(5)});
    CHECK_FALSE(memo.learn_end(seen, other, 1));
    other = after;
    other.set(ObjectId{7}, ObjectImage{.said = some(6)});
    CHECK_FALSE(memo.learn_end(seen, other, 1));
    other = after;
    other.set(runner, TaskImage{.local = some(8), .flags = some(2), .present = true});
    CHECK_FALSE(memo.learn_end(seen, other, 1));
    other = after;
    other.set_rest(some(9));
    CHECK_FALSE(memo.learn_end(seen, other, 1));
    CHECK_FALSE(memo.learn_run(seen, runner));
    const std::vector<std::uint32_t> values{0, 1};
    CHECK_FALSE(memo.learn_values(seen, values));
  }
}

}  // namespace vigil

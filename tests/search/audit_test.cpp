// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "models/register.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

/// Two tasks that share `variable`; what the second sees depends on who comes first.
template <class Variable>
void write_and_look(Variable& variable) {
  const auto writer = asyncio::spawn("writer", [&] {
    asyncio::yield_now();
    variable = 1;
  });
  const auto reader = asyncio::spawn("reader", [&] {
    asyncio::yield_now();
    outcome("seen", static_cast<int>(variable));
  });
  asyncio::wait(writer, reader);
}

}  // namespace

TEST_SUITE_BEGIN("audit");

TEST_CASE("shared state that a model does not declare is reported with the two transitions") {
  const Report report = verify(model_of([] {
    int hidden = 0;
    write_and_look(hidden);
  }));
  CHECK(report.verdict == Verdict::violated);
  REQUIRE(report.failures.size() == 1);
  const Violation& violation = report.failures.front().violation;
  CHECK(violation.property == Property::undeclared_state);
  CHECK(violation.message.find("`writer`") != std::string::npos);
  CHECK(violation.message.find("`reader`") != std::string::npos);
}

TEST_CASE("the same state declared raises no alarm and both outcomes are found") {
  const Body body = [] {
    Shared<int> declared{0, "declared"};
    write_and_look(declared);
  };
  CHECK(verify(model_of(body)).verified());
  CHECK(outcomes_of(body) == Outcomes{"done seen=0", "done seen=1"});
}

TEST_CASE("no shipped model raises a false alarm") {
  ModelRegistry registry;
  models::register_all(registry);
  for (const Model& model : registry.all()) {
    const Report report = verify(model);
    const bool alarm = std::ranges::any_of(report.failures, [](const Failure& failure) {
      return failure.violation.property == Property::undeclared_state;
    });
    INFO(model.name);
    CHECK_FALSE(alarm);
  }
}

TEST_SUITE_END();

}  // namespace vigil::tests

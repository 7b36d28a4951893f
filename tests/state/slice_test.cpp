// SPDX-License-Identifier: MIT
/// What a slice contains of a state, and what its names mean.
#include "checker/state/slice.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "checker/execution.hpp"

namespace vigil {

namespace {

constexpr ObjectId lock{3};
constexpr TaskId runner{1};

[[nodiscard]] Hash128 some(std::uint64_t word) { return hash_step(Hash128{}, word); }

/// `runner` and, from task 2 on, tasks that look as told, all in the crowd of `lock`, which
/// mentions `mentioned`, too.
[[nodiscard]] StateImage crowded(const std::vector<std::uint64_t>& looks,
                                 const std::vector<TaskId>& mentioned = {}) {
  StateImage image;
  image.set(runner, TaskImage{.local = some(1), .flags = some(2), .present = true});
  ObjectImage object{.said = some(3)};
  for (std::uint32_t i = 0; i < looks.size(); ++i) {
    const TaskId task{i + 2};
    image.set(task, TaskImage{.local = some(100 + i), .flags = some(looks[i]), .present = true});
    object.crowd.insert(task);
  }
  for (const TaskId task : mentioned) object.mentioned.insert(task);
  image.set(lock, object);
  return image;
}

/// Of the lock, for a transition of `task`.
[[nodiscard]] Slice slice_of(const StateImage& image, TaskId task, Crowds crowds = Crowds::looks) {
  const SlicePattern pattern{.crowds = crowds, .objects = {lock}, .tasks = {}};
  const SliceBase base(pattern, pattern.hash(), image);
  return {SliceHead(image, task), pattern, base, image};
}

}  // namespace

TEST_SUITE("slice") {
  TEST_CASE("how many of a crowd look alike is in a slice only if crowds count") {
    const StateImage two = crowded({7, 8});
    const StateImage four = crowded({7, 8, 8, 7});
    const StateImage other = crowded({7, 9});
    CHECK(slice_of(two, runner).hash == slice_of(four, runner).hash);
    CHECK(slice_of(two, runner).hash != slice_of(other, runner).hash);
    CHECK(slice_of(two, runner, Crowds::counts).hash !=
          slice_of(four, runner, Crowds::counts).hash);
  }

  TEST_CASE("of a crowd that a transition leaves alone only the presence of others is in a slice") {
    const auto hash_of = [](const StateImage& image, TaskId task) {
      return slice_of(image, task, Crowds::presence).hash;
    };
    const StateImage some_others = crowded({7, 8});
    const StateImage nobody = crowded({});
    CHECK(hash_of(some_others, runner) == hash_of(crowded({9}), runner));
    CHECK(hash_of(some_others, runner) != hash_of(nobody, runner));
    // Whoever runs does not count as another one, nor does one that is told apart.
    CHECK(hash_of(crowded({7}), TaskId{2}) != hash_of(some_others, TaskId{2}));
    CHECK(hash_of(crowded({7}, {TaskId{2}}), runner) !=
          hash_of(crowded({7, 8}, {TaskId{2}}), runner));
    CHECK(hash_of(crowded({7, 8}, {TaskId{2}}), runner) ==
          hash_of(crowded({7, 9}, {TaskId{2}}), runner));
  }

  TEST_CASE("what a transition does to a crowd decides what of the crowd it depends on") {
    const StateImage before = crowded({7, 7, 8});
    const Consulted consulted{.tasks = {}, .by_name = {}, .objects = {lock}};
    const auto crowds_after = [&](auto&& change) {
      StateImage after = before;
      change(after);
      const SliceHead head(before, runner);
      return SlicePattern::of({head, before, consulted}, &after).crowds;
    };
    const auto change_flags = [](StateImage& image, std::uint32_t task) {
      TaskImage changed = image[TaskId{task}];
      changed.flags = some(50);
      image.set(TaskId{task}, changed);
    };
    CHECK(crowds_after([](StateImage&) {}) == Crowds::presence);
    CHECK(crowds_after([](StateImage& image) {
            image.set(runner, TaskImage{.local = some(5), .flags = some(6), .present = true});
          }) == Crowds::presence);
    CHECK(crowds_after([&](StateImage& image) {
            change_flags(image, 2);
            change_flags(image, 3);
          }) == Crowds::looks);
    CHECK(crowds_after([&](StateImage& image) { change_flags(image, 2); }) == Crowds::counts);
    CHECK(crowds_after([](StateImage& image) {
            ObjectImage object = image.object(lock);
            object.crowd.erase(TaskId{4});
            image.set(lock, object);
          }) == Crowds::counts);
    // One of them was looked at alone.
    Consulted one = consulted;
    one.tasks.insert(TaskId{3});
    const SliceHead head(before, runner);
    CHECK(SlicePattern::of({head, before, one}, &before).crowds == Crowds::counts);
    CHECK(SlicePattern::of({head, before, consulted}, nullptr).crowds == Crowds::counts);
  }

  TEST_CASE("a task that the transition makes is in a head by its name and nothing else") {
    constexpr TaskId made{7};
    const auto head_of = [](const StateImage& image, TaskId task) {
      SliceHead head(image, runner);
      head.runs(image, task);
      return head.hash();
    };
    const StateImage never = crowded({7, 8});
    StateImage gone = never;  // it was there, and the search went back
    gone.set(made, TaskImage{.local = some(4), .flags = some(5), .present = true});
    gone.set(made, TaskImage{});
    CHECK(head_of(never, made) == head_of(gone, made));
    CHECK(head_of(never, made) != head_of(never, TaskId{8}));
  }

  TEST_CASE("looks that are too many to be listed are all in a slice") {
    std::vector<std::uint64_t> looks;
    for (std::uint64_t i = 0; i < 20; ++i) looks.push_back(1000 + i);
    const Slice all = slice_of(crowded(looks), runner);
    for (std::size_t i = 0; i < looks.size(); ++i) {
      std::vector<std::uint64_t> without = looks;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      CHECK(slice_of(crowded(without), runner).hash != all.hash);
    }
  }

  TEST_CASE("a member of the crowd that runs is not among the others") {
    const TaskId first{2};
    // Task 2 runs. It looks as task 3 does in the first state and as nobody else in the second.
    StateImage alike = crowded({7, 7, 8});
    StateImage alone = crowded({7, 8, 8});
    const Slice among_alike = slice_of(alike, first);
    const Slice among_others = slice_of(alone, first);
    CHECK_FALSE(among_alike.others.crowd.contains(first));
    CHECK(among_alike.hash != among_others.hash);
    // Without it the second state has the same others as this one, in which it looks the same.
    CHECK(slice_of(crowded({7, 8}), first).hash == among_others.hash);
    // Also where it is mentioned.
    const Slice mentioned = slice_of(crowded({7, 8}, {first}), first);
    CHECK(mentioned.hash == among_others.hash);
    CHECK(mentioned.others.strangers.empty());
  }

  TEST_CASE("what is asked about one state often is the same as what is asked once") {
    const SlicePattern pattern{.objects = {lock}, .tasks = {TaskId{4}}};
    const StateImage image = crowded({7, 8, 7, 9, 9}, {TaskId{5}});
    const SliceBase shared(pattern, pattern.hash(), image);
    for (std::uint32_t i = 1; i < 7; ++i) {
      const SliceHead head(image, TaskId{i});
      const SliceBase own(pattern, pattern.hash(), image);
      CHECK(Slice(head, pattern, shared, image).hash == Slice(head, pattern, own, image).hash);
    }
  }

  TEST_CASE("names mean the tasks that they were made of") {
    const StateImage image = crowded({7, 8, 7, 8, 7}, {TaskId{2}, TaskId{3}, TaskId{4}});
    const Slice slice = slice_of(image, runner);
    const Naming naming{SliceHead(image, runner), slice.others, image};
    const auto meant = [&](std::uint32_t task) {
      TaskSet tasks;
      naming.resolve(naming.name_of(TaskId{task}), [&](TaskId one) { tasks.insert(one); });
      std::vector<std::uint32_t> ids;
      tasks.for_each([&](TaskId one) { ids.push_back(one.value); });
      return ids;
    };
    CHECK(meant(1) == std::vector<std::uint32_t>{1});
    CHECK(meant(2) == std::vector<std::uint32_t>{2});
    CHECK(meant(3) == std::vector<std::uint32_t>{3});
    CHECK(meant(4) == std::vector<std::uint32_t>{4});
    CHECK(meant(5) == std::vector<std::uint32_t>{5});  // of the crowd; nobody in it looks like it
    CHECK(meant(6) == std::vector<std::uint32_t>{6});
    CHECK(meant(9) == std::vector<std::uint32_t>{9});  // is not there yet
  }

  TEST_CASE("what one has observed who was only chosen is not in the head until it runs") {
    const StateImage image = crowded({7, 7});
    StateImage other = image;
    TaskImage changed = other[TaskId{2}];
    changed.local = some(999);
    other.set(TaskId{2}, changed);
    SliceHead head(image, runner);
    SliceHead other_head(other, runner);
    CHECK(head.hash() == other_head.hash());
    head.chose(image, TaskId{2});
    other_head.chose(other, TaskId{2});
    CHECK(head.hash() == other_head.hash());
    CHECK_FALSE(head.running().contains(TaskId{2}));
    head.runs(image, TaskId{2});
    other_head.runs(other, TaskId{2});
    CHECK(head.running().contains(TaskId{2}));
    CHECK(head.hash() != other_head.hash());
  }
}

}  // namespace vigil

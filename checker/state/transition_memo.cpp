// SPDX-License-Identifier: MIT
#include "checker/state/transition_memo.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace vigil {

TransitionMemo::Found TransitionMemo::find(const SliceHead& head, const StateImage& image) {
  const std::uint32_t known = heads_.find(head.hash());
  if (known == HashIndex::none) return {};
  std::vector<std::uint32_t>& patterns = patterns_of_head_[known];
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const Slice slice = slice_of(head, patterns_[patterns[i]], image);
    const std::uint32_t node = slices_.find(slice.hash);
    if (node == HashIndex::none) continue;
    if (i > 0) std::swap(patterns[i], patterns[i - 1]);  // what is found often comes first
    return {&nodes_[node], slice.others};
  }
  return {};
}

Slice TransitionMemo::slice_of(const SliceHead& head, Pattern& pattern, const StateImage& image) {
  if (&image != home_) {
    return {head, pattern.content, SliceBase(pattern.content, pattern.seed, image), image};
  }
  if (pattern.version != image.version()) {
    pattern.base = SliceBase(pattern.content, pattern.seed, image);
    pattern.version = image.version();
  }
  return {head, pattern.content, pattern.base, image};
}

std::vector<std::uint32_t> TransitionMemo::tasks(const Found& found, const SliceHead& head,
                                                 const StateImage& image) const {
  std::vector<std::uint32_t> ids;
  const Naming naming{head, found.others, image};
  const TaskSet tasks = naming.resolve_all(effects_.names(found.node->choices));
  tasks.for_each([&](TaskId task) { ids.push_back(task.value); });
  return ids;
}

bool TransitionMemo::trusts(Node& node) {
  if (node.trust == Trust::unused) {
    const std::uint32_t use = uses_of_kind_[node.kind]++;
    const bool compares = use < compared_of_each_kind || use % compared_of_each_kind == 0;
    node.trust = compares ? Trust::asked : Trust::given;
  }
  return node.trust == Trust::given;
}

bool TransitionMemo::learn_values(const Seen& seen, std::span<const std::uint32_t> values) {
  const Found known = find(seen.head, seen.before);
  if (known.node != nullptr) {
    return known.node->next == Next::values &&
           std::ranges::equal(this->values(*known.node), values);
  }
  if (!learning_) return true;
  Pattern& pattern = patterns_[add_pattern(seen.head, SlicePattern::of(seen, nullptr))];
  add(slice_of(seen.head, pattern, seen.before),
      {.next = Next::values, .choices = values_.add(values)});
  return true;
}

bool TransitionMemo::learn_tasks(const Seen& seen, std::span<const std::uint32_t> tasks) {
  return learn_names(seen, Next::tasks, tasks);
}

bool TransitionMemo::learn_run(const Seen& seen, TaskId task) {
  return learn_names(seen, Next::runs, {&task.value, 1});
}

bool TransitionMemo::learn_names(const Seen& seen, Next next,
                                 std::span<const std::uint32_t> tasks) {
  const Found known = find(seen.head, seen.before);
  if (known.node != nullptr) {
    return known.node->next == next &&
           std::ranges::equal(this->tasks(known, seen.head, seen.before), tasks);
  }
  if (!learning_) return true;
  Pattern& pattern = patterns_[add_pattern(seen.head, SlicePattern::of(seen, nullptr))];
  const Slice slice = slice_of(seen.head, pattern, seen.before);
  TaskSet named;
  for (const std::uint32_t task : tasks) named.insert(TaskId{task});
  const Naming naming{seen.head, slice.others, seen.before};
  add(slice, {.next = next, .choices = effects_.add_names(naming, named)});
  return true;
}

bool TransitionMemo::learn_end(const Seen& seen, const StateImage& after,
                               std::uint32_t step_count) {
  const Found known = find(seen.head, seen.before);
  if (known.node != nullptr) {
    known.node->trust = Trust::given;
    const Naming naming{seen.head, known.others, seen.before};
    return known.node->next == Next::end && known.node->step_count == step_count &&
           effects_.agrees(known.node->effect, naming, after);
  }
  if (!learning_ || step_count > std::numeric_limits<std::uint16_t>::max()) return true;
  const std::uint32_t number = add_pattern(seen.head, SlicePattern::of(seen, &after));
  const Slice slice = slice_of(seen.head, patterns_[number], seen.before);
  add(slice, {.next = Next::end,
              .step_count = static_cast<std::uint16_t>(step_count),
              .kind = kind_of(seen, number),
              .effect = effects_.add({seen.head, slice.others, seen.before}, after)});
  return true;
}

std::uint32_t TransitionMemo::add_pattern(const SliceHead& head, const SlicePattern& content) {
  const auto known = std::ranges::find(patterns_, content, &Pattern::content);
  const auto number = static_cast<std::uint32_t>(known - patterns_.begin());
  if (known == patterns_.end()) patterns_.push_back({content, content.hash(), {}});
  std::uint32_t of_head = heads_.find(head.hash());
  if (of_head == HashIndex::none) {
    of_head = static_cast<std::uint32_t>(patterns_of_head_.size());
    patterns_of_head_.emplace_back();
    heads_.insert(head.hash(), of_head);
  }
  std::vector<std::uint32_t>& patterns = patterns_of_head_[of_head];
  if (std::ranges::find(patterns, number) != patterns.end()) return number;
  patterns.push_back(number);
  ++pattern_entry_count_;
  return number;
}

void TransitionMemo::add(const Slice& slice, const Node& node) {
  slices_.insert(slice.hash, static_cast<std::uint32_t>(nodes_.size()));
  append(nodes_, node);
}

/// By the operation at which the task stood, and what was looked at.
std::uint32_t TransitionMemo::kind_of(const Seen& seen, std::uint32_t pattern) {
  const TaskId task = seen.head.named(0);
  const Hash128 flags = seen.before.present(task) ? seen.before[task].flags : Hash128{};
  const Hash128 hash = hash_step(flags, pattern);
  std::uint32_t kind = kinds_.find(hash);
  if (kind != HashIndex::none) return kind;
  kind = static_cast<std::uint32_t>(uses_of_kind_.size());
  uses_of_kind_.push_back(0);
  kinds_.insert(hash, kind);
  return kind;
}

std::uint64_t TransitionMemo::memory_bytes() const {
  return heads_.memory_bytes() + slices_.memory_bytes() + kinds_.memory_bytes() +
         effects_.memory_bytes() + values_.memory_bytes() + nodes_.capacity() * sizeof(Node) +
         uses_of_kind_.capacity() * sizeof(std::uint32_t) + patterns_.capacity() * sizeof(Pattern) +
         patterns_of_head_.capacity() * sizeof(patterns_of_head_[0]) +
         2 * pattern_entry_count_ * sizeof(std::uint32_t);
}

}  // namespace vigil

// SPDX-License-Identifier: MIT
#include "models/program/language.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace vigil::models {

namespace detail {

namespace {

[[nodiscard]] constexpr TypeSet bit(ObjectType type) {
  return static_cast<TypeSet>(1U << static_cast<unsigned>(type));
}
constexpr TypeSet none = 0;
constexpr TypeSet condition = bit(ObjectType::condition);
constexpr TypeSet event = bit(ObjectType::event);
constexpr TypeSet barrier = bit(ObjectType::barrier);
constexpr TypeSet queue = bit(ObjectType::queue);
constexpr TypeSet lockable = bit(ObjectType::lock) | condition | bit(ObjectType::semaphore);
constexpr TypeSet waitable = condition | event | barrier;

constexpr std::array forms{
    OpForm{"acquire", OpKind::acquire, "on", "", lockable},
    OpForm{"release", OpKind::release, "on", "", lockable},
    OpForm{"with", OpKind::with, "on do", "", lockable},
    OpForm{"wait", OpKind::wait, "on", "var", waitable},
    OpForm{"wait_for", OpKind::wait_for, "on var cmp value", "", condition},
    OpForm{"notify", OpKind::notify, "on", "n", condition},
    OpForm{"notify_all", OpKind::notify_all, "on", "", condition},
    OpForm{"set", OpKind::set, "on", "", event},
    OpForm{"clear", OpKind::clear, "on", "", event},
    OpForm{"reset", OpKind::reset, "on", "", barrier},
    OpForm{"abort", OpKind::abort, "on", "", barrier},
    OpForm{"put", OpKind::put, "on value", "", queue},
    OpForm{"put_nowait", OpKind::put_nowait, "on value", "", queue},
    OpForm{"get", OpKind::get, "on var", "", queue},
    OpForm{"get_nowait", OpKind::get_nowait, "on var", "", queue},
    OpForm{"sleep", OpKind::sleep, "ticks", "", none},
    OpForm{"yield", OpKind::yield, "", "", none},
    OpForm{"timeout", OpKind::timeout, "ticks do", "", none},
    OpForm{"within", OpKind::within, "ticks do", "", none},
    OpForm{"cancel", OpKind::cancel, "task", "var", none},
    OpForm{"spawn", OpKind::spawn, "task", "", none},
    OpForm{"join", OpKind::join, "tasks", "", none},
    OpForm{"store", OpKind::store, "var value", "", none},
    OpForm{"add", OpKind::add, "var value", "", none},
    OpForm{"append", OpKind::append, "var value", "", none},
    OpForm{"assert", OpKind::assert_that, "var cmp value", "", none},
    OpForm{"if", OpKind::if_true, "var cmp value do", "", none},
    OpForm{"repeat", OpKind::repeat, "times do", "", none},
};

constexpr std::array objects{
    ObjectForm{"lock", ObjectType::lock, "", ""},
    ObjectForm{"condition", ObjectType::condition, "", "lock"},
    ObjectForm{"event", ObjectType::event, "", ""},
    ObjectForm{"semaphore", ObjectType::semaphore, "", "value bounded"},
    ObjectForm{"barrier", ObjectType::barrier, "parties", ""},
    ObjectForm{"queue", ObjectType::queue, "", "maxsize"},
};

}  // namespace

std::span<const OpForm> op_forms() { return forms; }
std::span<const ObjectForm> object_forms() { return objects; }

std::string type_words(TypeSet types) {
  std::string words;
  int left = std::popcount(types);
  for (const ObjectForm& form : objects) {
    if ((types & bit(form.type)) == 0) continue;
    if (words.empty()) {
      words = form.word == "event" ? "an " : "a ";
    } else {
      words += left == 1 ? " or " : ", ";
    }
    words += form.word;
    --left;
  }
  return words;
}

bool lists(std::string_view fields, std::string_view field) {
  bool found = false;
  for_each_field(fields, [&](std::string_view one) { found = found || one == field; });
  return found;
}

}  // namespace detail

std::string_view name(OpKind kind) {
  const auto found = std::ranges::find(detail::forms, kind, &detail::OpForm::kind);
  return found->word;
}

bool may_suspend(OpKind kind) {
  switch (kind) {
    case OpKind::acquire:
    case OpKind::wait:
    case OpKind::wait_for:
    case OpKind::sleep:
    case OpKind::yield:
    case OpKind::join:
    case OpKind::put:
    case OpKind::get:
    case OpKind::reset:
    case OpKind::abort: return true;
    default: return false;
  }
}

}  // namespace vigil::models

// SPDX-License-Identifier: MIT
#include "checker/model.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace vigil {

namespace {

[[nodiscard]] bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '/';
}

/// A name that a shell takes as it stands and that is neither an option nor a program file.
[[nodiscard]] bool is_model_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, is_plain) && name.front() != '-' &&
         !name.ends_with(".json") && !name.ends_with(".jsonl");
}

/// Before main() there is nobody to hand an error to, and a program whose models are not what its
/// sources say must not check any of them.
[[noreturn]] void refuse(const source_location& where, const std::string& why) {
  std::fprintf(stderr, "vigil: %s:%u: %s\n", where.file_name(),
               static_cast<unsigned>(where.line()), why.c_str());
  std::_Exit(2);
}

}  // namespace

bool register_model(Dialect dialect, const char* function_name, const ModelFunction& function,
                    ModelDetails details, source_location where) {
  Model model;
  model.name = details.name.empty() ? function_name : std::move(details.name);
  if (!is_model_name(model.name)) {
    refuse(where, "'" + model.name +
                      "' is no name for a model: letters, digits, '_', '-', '.' and '/' are");
  }
  ModelRegistry& registry = ModelRegistry::global();
  for (const Model& known : registry.all()) {
    if (known.name != model.name) continue;
    refuse(where, "there is another model '" + model.name + "', in " + known.source);
  }
  model.about = std::move(details.about);
  model.dialect = dialect;
  model.parameters = std::move(details.parameters);
  model.body = function.body();
  model.expected = [expected = details.expected](const ExecutionOptions&) { return expected; };
  model.all_state_declared = details.all_state_declared;
  model.source = where.file_name();
  registry.add(std::move(model));
  return true;
}

}  // namespace vigil

// SPDX-License-Identifier: MIT
#pragma once

/// What the command returns to its caller; scripts rely on it.

namespace vigil::cli {

enum class ExitCode : int {
  verified = 0,
  violated = 1,
  usage = 2,         ///< bad flags, unknown model, malformed schedule
  inconclusive = 3,  ///< a bound stopped the search and nothing was found: not a proof
  diverged = 4,      ///< a schedule did not fit, or the model is not deterministic
  internal = 70,     ///< our bug
  interrupted = 130,
};

}  // namespace vigil::cli

// SPDX-License-Identifier: MIT
#pragma once

/// The page viewer.html as text, embedded by CMake (embed.cmake) so that the command needs no file
/// of its own at run time. `html` puts the data where the page says @VIGIL_DATA@.

namespace vigil::detail {

extern const char* const viewer_page;

}  // namespace vigil::detail

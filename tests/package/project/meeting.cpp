// SPDX-License-Identifier: MIT
#include <checker/model.hpp>
#include <primitives/asyncio.hpp>

#include <mutex>

namespace {

namespace aio = vigil::asyncio;

void meeting() {
  aio::Event door{"door"};
  const auto guest = aio::spawn("guest", [&] { door.wait(); });
  door.set();
  aio::wait(guest);
}

VIGIL_MODEL(asyncio, meeting, "does a guest get in who comes after the door was opened?");

}  // namespace

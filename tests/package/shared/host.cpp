// SPDX-License-Identifier: MIT
/// A program that knows nothing of Vigil but what it loads with the shared object.

extern "C" int plugin_misjudged();

int main() { return plugin_misjudged(); }

// SPDX-License-Identifier: Apache-2.0
/** Ways to load a target: as fast as it answers, and at a constant rate. */
@NullMarked
package dev.sallyport.bench.load;

import org.jspecify.annotations.NullMarked;

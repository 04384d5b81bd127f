// SPDX-License-Identifier: Apache-2.0
/** The port through which a call reports what happens to it. */
@NullMarked
package dev.sallyport.filters.telemetry;

import org.jspecify.annotations.NullMarked;

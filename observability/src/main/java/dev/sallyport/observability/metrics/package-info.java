// SPDX-License-Identifier: Apache-2.0
/** Calls and attempts as Micrometer meters. */
@NullMarked
package dev.sallyport.observability.metrics;

import org.jspecify.annotations.NullMarked;

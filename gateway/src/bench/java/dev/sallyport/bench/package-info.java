// SPDX-License-Identifier: Apache-2.0
/** Measures the gateway against a bare Spring Cloud Gateway route and against the upstream itself. */
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;

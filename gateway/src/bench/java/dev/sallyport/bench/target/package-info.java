// SPDX-License-Identifier: Apache-2.0
/** The servers that are measured, each in its own JVM that reports what it used. */
@NullMarked
package dev.sallyport.bench.target;

import org.jspecify.annotations.NullMarked;

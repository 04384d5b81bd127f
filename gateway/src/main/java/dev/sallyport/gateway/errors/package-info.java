// SPDX-License-Identifier: Apache-2.0
/** Turns failures into answers. */
@NullMarked
package dev.sallyport.gateway.errors;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The application. */
@NullMarked
package dev.sallyport.gateway;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The settings under sallyport, checked at start. */
@NullMarked
package dev.sallyport.gateway.settings;

import org.jspecify.annotations.NullMarked;

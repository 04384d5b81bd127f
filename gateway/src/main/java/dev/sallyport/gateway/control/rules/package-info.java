// SPDX-License-Identifier: Apache-2.0
/** What a request may hold, said as tables: rules over JSON values that name the field they find broken. */
@NullMarked
package dev.sallyport.gateway.control.rules;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The template language of the catalogue, compiled at load. */
@NullMarked
package dev.sallyport.filters.template;

import org.jspecify.annotations.NullMarked;

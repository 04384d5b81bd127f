// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;

/** A header or query parameter that a provider wants. Header names are lower case. */
public record NamedTemplate(String name, Template value) {}

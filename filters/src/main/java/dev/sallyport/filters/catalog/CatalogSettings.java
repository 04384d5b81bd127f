// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the catalogue.
 *
 * @param locations files added to the shipped catalogue, as {@link CatalogLoader#load} takes them
 */
@ConfigurationProperties("sallyport.catalog")
public record CatalogSettings(@DefaultValue List<String> locations) {

    public CatalogSettings {
        locations = List.copyOf(locations);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CatalogSettingsTest {

    @Test
    void addsNoFilesByDefault() {
        assertThat(bind(Map.of()).locations()).isEmpty();
    }

    @Test
    void takesACommaSeparatedList() {
        assertThat(bind(Map.of("sallyport.catalog.locations", "/etc/a.yaml, classpath:b.yaml"))
                        .locations())
                .containsExactly("/etc/a.yaml", "classpath:b.yaml");
    }

    private static CatalogSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sallyport.catalog", CatalogSettings.class);
    }
}
